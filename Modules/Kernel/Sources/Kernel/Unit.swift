/// What an amount counts: a currency, litres, coins, steps. Two units are the same when code and
/// digits are.
public struct Unit: Hashable, Sendable {
  /// The digits in the top octet, the code's octets in those below, its first one on top. An amount
  /// is copied wherever it goes, and as one word its unit costs nothing to copy or compare.
  private let word: UInt64

  /// The currency's ISO 4217 code, or a short upper-case name of our own.
  public var code: String {
    withUnsafeBytes(of: (word << 8).bigEndian) { octets in
      String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The longest code, in octets.
  public static let longestCode = 7

  /// Writes the code to a buffer of at least `longestCode` octets, making no string; answers how
  /// many octets it has.
  public func writeCode(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var rest = word << 8
    var count = 0
    while rest != 0 {
      text[count] = UInt8(truncatingIfNeeded: rest >> 56)
      rest <<= 8
      count += 1
    }
    return count
  }

  /// How many digits follow the decimal point, 0–6; one minor unit is the last of them.
  public var fractionDigits: Int { Int(word >> 56) }

  /// Makes a unit. Digits outside 0–6 are clamped. The code is ASCII, of which the first seven
  /// octets count.
  public init(code: StaticString, fractionDigits: Int) {
    let digits = UInt64(min(max(fractionDigits, 0), 6))
    word = digits << 56 | code.withUTF8Buffer { Self.packed($0) }
  }

  /// The unit of this code, if it is one of `all`.
  public init?(code: String) {
    guard code.utf8.count <= 7 else { return nil }
    let packed = Self.packed(code.utf8)
    guard let unit = Self.known.first(where: { $0.word << 8 == packed << 8 }) else { return nil }
    self = unit
  }

  private static func packed(_ code: some Sequence<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 56
    for octet in code.prefix(7) {
      shift -= 8
      word |= UInt64(octet) << shift
    }
    return word
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
    var scale: Int64 = 1
    for _ in 0..<fractionDigits { scale *= 10 }
    return scale
  }
}
