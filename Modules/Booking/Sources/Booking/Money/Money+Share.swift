public import Kernel

extension Money {
  /// A share of an amount that is not negative, rounded to its last digit, halves to even.
  /// - Parameter percent: hundredths, 0–100; others are brought to the nearer end.
  public func share(percent: Int) -> Money {
    let product = Int128(minorUnits) * Int128(min(max(percent, 0), 100))
    let (quotient, rest) = product.quotientAndRemainder(dividingBy: 100)
    let isUp = rest > 50 || rest == 50 && !quotient.isMultiple(of: 2)
    // A share is never more than the whole.
    let rounded = Int64(truncatingIfNeeded: quotient + (isUp ? 1 : 0))
    return Money(minorUnits: rounded, unit: unit)
  }
}
