public import Kernel

/// What somebody can buy: premium for so many days.
public struct Plan: Hashable, Sendable {
  /// Its name: 1–20 of a–z, 0–9 and `_`, so that it fits a button.
  public let name: String
  /// How many days of 24 hours, 1–3,650.
  public let days: Int64
  /// The price.
  public let amount: Money
  /// The price in Telegram's Stars, 1–100,000; nil where it is not sold for them.
  public let stars: Int64?

  /// A plan; nil if a value is out of range.
  public init?(name: String, days: Int64, amount: Money, stars: Int64?) {
    guard (1...20).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameOctet),
      (1...3_650).contains(days), amount.isTransferable,
      stars.map({ (1...100_000).contains($0) }) ?? true
    else { return nil }
    self.name = name
    self.days = days
    self.amount = amount
    self.stars = stars
  }

  private static func isNameOctet(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
