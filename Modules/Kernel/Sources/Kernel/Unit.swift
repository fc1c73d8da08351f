/// What an amount counts: a currency, litres, coins, steps. Two units are the same when code and
/// digits are.
public struct Unit: Hashable, Sendable {
  /// The currency's ISO 4217 code, or a short upper-case name of our own.
  public let code: String
  /// How many digits follow the decimal point, 0–6; one minor unit is the last of them.
  public let fractionDigits: Int

  /// A unit of one's own. Digits outside 0–6 are brought to the nearer end.
  public init(code: String, fractionDigits: Int) {
    self.code = code
    self.fractionDigits = min(max(fractionDigits, 0), 6)
  }

  /// The unit of this code, if it is one that the product knows.
  public init?(code: String) {
    guard let unit = Self.known.first(where: { $0.code == code }) else { return nil }
    self = unit
  }

  /// Nigerian naira, in kobo.
  public static let naira = Unit(code: "NGN", fractionDigits: 2)
  /// Kuwaiti dinars, in fils.
  public static let kuwaitiDinar = Unit(code: "KWD", fractionDigits: 3)
  /// Iraqi dinars, in fils.
  public static let iraqiDinar = Unit(code: "IQD", fractionDigits: 3)
  /// Uzbek sum, in tiyin.
  public static let uzbekSum = Unit(code: "UZS", fractionDigits: 2)
  /// United States dollars, in cents.
  public static let dollars = Unit(code: "USD", fractionDigits: 2)
  /// Euros, in cents.
  public static let euros = Unit(code: "EUR", fractionDigits: 2)
  /// Pounds sterling, in pence.
  public static let poundsSterling = Unit(code: "GBP", fractionDigits: 2)
  /// Litres of fuel, in hundredths.
  public static let litres = Unit(code: "L", fractionDigits: 2)
  /// Coins that steps earn; whole.
  public static let coins = Unit(code: "COIN", fractionDigits: 0)
  /// Steps walked; whole.
  public static let steps = Unit(code: "STEP", fractionDigits: 0)

  /// Every unit that `init(code:)` finds.
  public static let known: [Unit] = [
    .naira, .kuwaitiDinar, .iraqiDinar, .uzbekSum, .dollars, .euros, .poundsSterling, .litres,
    .coins, .steps,
  ]

  /// How many minor units make one whole.
  public var minorUnitsPerWhole: Int64 {
    (0..<fractionDigits).reduce(1) { scale, _ in scale * 10 }
  }
}
