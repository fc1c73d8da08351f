/// What the shop calls a product or a variant: the number at the end of its global id.
public struct ShopNumber: Hashable, Sendable {
  /// The number.
  public let value: UInt64

  /// A number.
  public init(_ value: UInt64) {
    self.value = value
  }

  /// Reads a global id, such as `gid://shopify/Product/632910392`.
  /// - Parameter kind: what it must be the id of, such as `Product`.
  public init?(globalID text: String, of kind: String) {
    let start = "gid://shopify/\(kind)/"
    guard text.utf8.starts(with: start.utf8) else { return nil }
    self.init(String(Substring(text.utf8.dropFirst(start.utf8.count))))
  }
}

extension ShopNumber: LosslessStringConvertible {
  /// Reads digits, as they are kept: without a sign or zeros in front.
  public init?(_ text: String) {
    guard let value = UInt64(text), "\(value)".utf8.elementsEqual(text.utf8) else { return nil }
    self.value = value
  }

  /// Its digits.
  public var description: String { "\(value)" }
}
