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

  /// A unit of one's own. Digits outside 0–6 are brought to the nearer end, and of the code, which
  /// is ASCII, the first seven octets count.
  public init(code: StaticString, fractionDigits: Int) {
    let digits = UInt64(min(max(fractionDigits, 0), 6))
    word = digits << 56 | code.withUTF8Buffer { Self.packed($0) }
  }

  /// A unit whose code is known at run time only: 1–7 upper-case ASCII letters and digits, a
  /// letter first, and 0–6 digits after the point. Nil for anything else.
  public init?(validating code: String, fractionDigits: Int) {
    let isWellFormed = code.utf8.enumerated().allSatisfy { place, octet in
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet)
        || place > 0 && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
    guard isWellFormed, (1...Self.longestCode).contains(code.utf8.count),
      (0...6).contains(fractionDigits)
    else { return nil }
    word = UInt64(fractionDigits) << 56 | Self.packed(code.utf8)
  }

  /// Whether its code is this one.
  func has(code: String) -> Bool {
    code.utf8.count <= Self.longestCode && word << 8 == Self.packed(code.utf8) << 8
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

  /// How many minor units make one whole.
  public var minorUnitsPerWhole: Int64 {
    var scale: Int64 = 1
    for _ in 0..<fractionDigits { scale *= 10 }
    return scale
  }
}
