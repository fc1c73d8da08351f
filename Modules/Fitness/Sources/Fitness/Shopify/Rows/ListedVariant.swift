/// A variant of the shop as a product of ours would have it.
public struct ListedVariant: Hashable, Sendable {
  /// What the shop calls the variant.
  public let number: ShopNumber
  /// What the shop alone says of it.
  public let content: ShopContent
  /// What kind of thing it is, as a new product is filed; nil where the shop says nothing.
  public let category: String?
  /// What it costs, unless somebody of ours set that.
  public let price: CoinPrice
  /// How many the shop has; nil where it does not count them.
  public let stock: Int64?
  /// Whether the shop sells it.
  public let isActive: Bool

  /// Whether it can be sold for coins.
  var isSold: Bool { isActive && price.isFit }
}

/// What a product takes from the shop and nobody changes here.
public struct ShopContent: Hashable, Sendable {
  /// The shop's product that it is a variant of.
  public let product: ShopNumber
  /// Its name: 1–200 characters.
  public let name: String
  /// Its description, as plain text of at most 5,000 characters; nil where it has none.
  public let description: String?
  /// Where its picture is, on the web; nil where it has none.
  public let imageURL: String?

  /// The most characters of a name, a description, a category and the most octets of an address.
  static let (nameLength, descriptionLength, categoryLength, addressLength) = (
    200, 5_000, 100, 2_048
  )

  /// What there is of a product.
  public init(product: ShopNumber, name: String, description: String?, imageURL: String?) {
    self.product = product
    self.name = name
    self.description = description
    self.imageURL = imageURL
  }
}

extension ShopPage {
  /// The variants of its products, each once.
  /// - Parameter coinsPerUnit: what one of the shop's currency is worth.
  func listed(coinsPerUnit: Int64) -> [ListedVariant] {
    var known: Set<ShopNumber> = []
    return products.flatMap { $0.listed(coinsPerUnit: coinsPerUnit) }
      .filter { known.insert($0.number).inserted }
  }
}

extension ShopProduct {
  /// Its variants, as products of ours would have them.
  func listed(coinsPerUnit: Int64) -> [ListedVariant] {
    // The same for all of them, and some work.
    let description = PlainText.words(ofHTML: html, upTo: ShopContent.descriptionLength)
    let category = PlainText.line(type, upTo: ShopContent.categoryLength)
    let image = imageURL.flatMap(Self.image)
    return variants.map { variant in
      ListedVariant(
        number: variant.number,
        content: ShopContent(
          product: number, name: name(of: variant), description: description, imageURL: image),
        category: category,
        price: CoinPrice(wanted: coinPrice, price: variant.price, perUnit: coinsPerUnit),
        stock: variant.stock.map(Int64.init), isActive: isActive)
    }
  }

  private func name(of variant: ShopVariant) -> String {
    let full = variant.title == ShopVariant.onlyTitle ? title : "\(title) – \(variant.title)"
    return PlainText.line(full, upTo: ShopContent.nameLength) ?? "Product \(number)"
  }

  /// An address that a page can show a picture from: nothing that a browser would run.
  private static func image(_ address: String) -> String? {
    let isOfWeb = ["https://", "http://"].contains { address.lowercased().hasPrefix($0) }
    let isPlain = address.utf8.allSatisfy {
      (0x21...0x7E).contains($0) && !"\"'<>\\".utf8.contains($0)
    }
    return isOfWeb && isPlain && address.utf8.count <= ShopContent.addressLength ? address : nil
  }
}
