/// A share of some among all, as a decimal: `0.2500`.
public struct Rate: Hashable, Sendable, CustomStringConvertible {
  /// Ten-thousandths, rounded to the nearest, halves up.
  public let tenThousandths: Int64

  /// So many of so many, neither negative; nothing where there are none.
  public init(_ part: Int64, of all: Int64) {
    guard all > 0, part > 0 else {
      tenThousandths = 0
      return
    }
    let parts = (Int128(part) * 20_000 + Int128(all)) / (Int128(all) * 2)
    tenThousandths = Int64(clamping: parts)
  }

  /// `0.2500`.
  public var description: String {
    let (whole, rest) = tenThousandths.quotientAndRemainder(dividingBy: 10_000)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}
