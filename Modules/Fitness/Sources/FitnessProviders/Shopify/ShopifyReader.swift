import Fitness
import JSON
import Kernel

/// An answer is not what the shop documents.
struct UnreadableShop: Error {
  let what: String

  init(_ what: String) { self.what = what }
}

/// Words of the shop that are shown to whoever looks after it.
enum ForeignWords {
  static func of(_ text: String?) -> String {
    ForeignText.plain(text ?? "no reason given", upTo: 300)
  }
}

extension ShopPage {
  /// Reads a page of products. What the shop leaves out of it is no reason to take anything for
  /// removed, so that every node must be there and have its id.
  /// - Parameter size: how many products are best asked for next.
  init(_ products: JSONValue, size: Int) throws(UnreadableShop) {
    var read: [ShopProduct] = []
    for node in try products.list("nodes") { read.append(try ShopProduct(node)) }
    guard let info = products["pageInfo"], let hasNext = info["hasNextPage"]?.bool else {
      throw UnreadableShop("a page does not say whether there is another one")
    }
    var next: String?
    if hasNext {
      guard let cursor = info["endCursor"]?.string, !cursor.isEmpty else {
        throw UnreadableShop("a page does not say where the next one begins")
      }
      next = cursor
    }
    self.init(products: read, next: next, size: size)
  }
}

extension ShopProduct {
  fileprivate init(_ node: JSONValue) throws(UnreadableShop) {
    guard let number = node["id"]?.string.flatMap({ ShopNumber(globalID: $0, of: "Product") })
    else { throw UnreadableShop("a product has no id") }
    guard let title = node["title"]?.string, let status = node["status"]?.string,
      let nodes = try node["variants"]?.list("nodes")
    else { throw UnreadableShop("product \(number) has no title, status or variants") }
    var variants: [ShopVariant] = []
    for variant in nodes { variants.append(try ShopVariant(variant, of: number)) }
    self.init(
      number: number, title: title, html: node["descriptionHtml"]?.string ?? "",
      type: node["productType"]?.string ?? "", isActive: status == "ACTIVE",
      imageURL: node["featuredMedia"]?["preview"]?["image"]?["url"]?.string,
      coinPrice: node["metafield"]?["value"]?.textOrNumber, variants: variants,
      isCutShort: variants.count >= ShopifyQuery.mostVariants)
  }
}

extension ShopVariant {
  fileprivate init(_ node: JSONValue, of product: ShopNumber) throws(UnreadableShop) {
    guard
      let number = node["id"]?.string.flatMap({ ShopNumber(globalID: $0, of: "ProductVariant") })
    else { throw UnreadableShop("a variant of product \(product) has no id") }
    guard let title = node["title"]?.string, let price = node["price"]?.textOrNumber else {
      throw UnreadableShop("variant \(number) has no title or price")
    }
    // What the shop does not say is not counted.
    let isTracked = node["inventoryItem"]?["tracked"]?.bool ?? false
    var stock: Int32?
    if isTracked {
      guard let count = node["inventoryQuantity"]?.int64.flatMap(Int32.init(exactly:)) else {
        throw UnreadableShop("variant \(number) is counted and has no number")
      }
      stock = count
    }
    self.init(number: number, title: title, price: price, stock: stock)
  }
}

extension JSONValue {
  /// A text, or a number as it was written.
  fileprivate var textOrNumber: String? { string ?? numberText }

  /// The objects of a member that is a list.
  fileprivate func list(_ name: String) throws(UnreadableShop) -> [JSONValue] {
    guard let list = self[name], list.kind == .array else {
      throw UnreadableShop("there are no \(name)")
    }
    return Array(list.elements)
  }
}
