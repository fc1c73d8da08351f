/// What a variant of the shop costs in coins.
public struct CoinPrice: Hashable, Sendable {
  /// Coins: 1–10,000,000.
  public let coins: Int64
  /// Whether that is its price. Something whose price cannot be told, or is more than can be asked
  /// for, is not sold.
  public let isFit: Bool

  /// The prices that can be asked for.
  public static let range: ClosedRange<Int64> = 1...10_000_000

  /// What is asked for: what the merchant set in coins, or else the price in money, rounded up to
  /// whole coins. Something that is free costs one coin.
  /// - Parameters:
  ///   - wanted: what the merchant set, as they wrote it; what is no number from 1 on counts as
  ///     nothing.
  ///   - price: the price in money, as the shop writes it.
  ///   - perUnit: how many coins one of the shop's currency is worth.
  public init(wanted: String?, price: String, perUnit: Int64) {
    if let wanted = wanted.flatMap({ PlainDecimal($0) })?.roundedUp(times: 1), wanted >= 1 {
      self.init(calculated: wanted)
    } else {
      self.init(calculated: PlainDecimal(price)?.roundedUp(times: UInt64(max(perUnit, 0))))
    }
  }

  private init(calculated: UInt128?) {
    guard let calculated, calculated <= UInt128(Self.range.upperBound) else {
      coins = Self.range.upperBound
      isFit = false
      return
    }
    coins = max(Int64(calculated), Self.range.lowerBound)
    isFit = true
  }
}

/// A decimal number without a sign, exactly.
struct PlainDecimal: Hashable, Sendable {
  private let digits: UInt64
  /// How many of the digits stand after the point.
  private let places: Int

  /// The most digits that are read. With a factor of 64 bits they fit into 128.
  private static let mostDigits = 18

  /// Reads `12`, `12.5`, `0.125`: 1–18 digits, and a point between them at most.
  init?(_ text: String) {
    var (digits, count, point): (UInt64, Int, Int?) = (0, 0, nil)
    for octet in text.utf8 {
      switch octet {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        count += 1
        guard count <= Self.mostDigits else { return nil }
        digits = digits * 10 + UInt64(octet - UInt8(ascii: "0"))
      case UInt8(ascii: ".") where point == nil && count > 0: point = count
      default: return nil
      }
    }
    guard count > (point ?? 0) else { return nil }
    self.digits = digits
    places = point.map { count - $0 } ?? 0
  }

  /// So many times the number, rounded up to a whole one.
  func roundedUp(times factor: UInt64) -> UInt128 {
    let scale = (0..<places).reduce(UInt128(1)) { scale, _ in scale * 10 }
    let (quotient, remainder) = (UInt128(digits) * UInt128(factor)).quotientAndRemainder(
      dividingBy: scale)
    return quotient + (remainder > 0 ? 1 : 0)
  }
}
