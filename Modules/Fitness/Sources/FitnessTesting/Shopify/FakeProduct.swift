import JSON

/// A product of a fake shop.
public struct FakeProduct: Hashable, Sendable {
  /// Its number.
  public var number: UInt64
  /// Its title.
  public var title: String
  /// Its description.
  public var html: String
  /// What kind of thing it is.
  public var type = "Gear"
  /// `ACTIVE`, `DRAFT`, `ARCHIVED` or `UNLISTED`.
  public var status = "ACTIVE"
  /// Where its picture is.
  public var imageURL: String?
  /// The value of its metafield.
  public var coinPrice: String?
  /// Its variants.
  public var variants: [FakeVariant]

  /// A product.
  public init(
    _ number: UInt64, _ title: String, html: String = "", imageURL: String? = nil,
    coinPrice: String? = nil, variants: [FakeVariant]
  ) {
    self.number = number
    self.title = title
    self.html = html
    self.imageURL = imageURL
    self.coinPrice = coinPrice
    self.variants = variants
  }

  /// A product of one variant, whose number is ten times its own.
  public init(
    _ number: UInt64, _ title: String, price: String, stock: Int?, coinPrice: String? = nil
  ) {
    self.init(
      number, title, coinPrice: coinPrice,
      variants: [FakeVariant(number * 10, price: price, stock: stock)])
  }

  /// The first variant.
  public var only: FakeVariant {
    get { variants[0] }
    set { variants[0] = newValue }
  }

  /// As Shopify writes it.
  var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    writer.value("gid://shopify/Product/\(number)")
    for (name, text) in [("title", title), ("descriptionHtml", html), ("productType", type)] {
      writer.key(name)
      writer.value(text)
    }
    writer.key("status")
    writer.value(status)
    writer.key("updatedAt")
    writer.value("2026-11-30T12:00:00Z")
    writer.key("featuredMedia")
    writer.nested(imageURL, below: ["preview", "image", "url"])
    writer.key("metafield")
    writer.nested(coinPrice, below: ["value"])
    writer.key("variants")
    writer.beginObject()
    writer.key("nodes")
    writer.beginArray()
    for variant in variants.prefix(100) { variant.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// A variant of a product of a fake shop.
public struct FakeVariant: Hashable, Sendable {
  /// Its number.
  public var number: UInt64
  /// What tells it from others.
  public var title: String
  /// Its price.
  public var price: String
  /// How many there are; nil where nobody counts them.
  public var stock: Int?

  /// A variant.
  public init(_ number: UInt64, _ title: String = "Default Title", price: String, stock: Int?) {
    self.number = number
    self.title = title
    self.price = price
    self.stock = stock
  }

  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.value("gid://shopify/ProductVariant/\(number)")
    writer.key("title")
    writer.value(title)
    writer.key("price")
    writer.value(price)
    writer.key("inventoryQuantity")
    writer.value(stock ?? 0)
    writer.key("inventoryItem")
    writer.beginObject()
    writer.key("tracked")
    writer.value(stock != nil)
    writer.endObject()
    writer.endObject()
  }
}

extension JSONWriter {
  /// A text within objects of one member each; null where there is none.
  fileprivate mutating func nested(_ text: String?, below names: [String]) {
    guard let text else { return null() }
    for name in names {
      beginObject()
      key(name)
    }
    value(text)
    for _ in names { endObject() }
  }
}
