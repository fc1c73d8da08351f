/// A point in time to the millisecond, as the wire and both databases keep it.
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let milliseconds: Int64

  /// The instant this many milliseconds after 1970-01-01T00:00:00Z.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The instant this many seconds after 1970-01-01T00:00:00Z; stops at the ends of `Int64`.
  public init(seconds: Int64) {
    milliseconds = seconds.multipliedStoppingAtEnds(by: 1000)
  }

  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
  public var seconds: Int64 {
    milliseconds.dividedRoundingDown(by: 1000).quotient
  }

  /// The instant this many seconds later (earlier if negative); stops at the ends of `Int64`.
  public func adding(seconds: Int64) -> Instant {
    adding(milliseconds: seconds.multipliedStoppingAtEnds(by: 1000))
  }

  /// The instant this many milliseconds later (earlier if negative); stops at the ends of `Int64`.
  public func adding(milliseconds: Int64) -> Instant {
    Instant(milliseconds: self.milliseconds.addedStoppingAtEnds(milliseconds))
  }

  /// How many milliseconds this instant is after `other`; stops at the ends of `Int64`.
  public func milliseconds(since other: Instant) -> Int64 {
    let (difference, overflow) = milliseconds.subtractingReportingOverflow(other.milliseconds)
    guard overflow else { return difference }
    return milliseconds < other.milliseconds ? .min : .max
  }

  /// Whether the left one comes first in time.
  public static func < (left: Self, right: Self) -> Bool {
    left.milliseconds < right.milliseconds
  }
}

extension Int64 {
  /// The sum, or the end of the range that it would pass.
  func addedStoppingAtEnds(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard overflow else { return sum }
    return other < 0 ? .min : .max
  }

  /// The product, or the end of the range that it would pass.
  func multipliedStoppingAtEnds(by factor: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    guard overflow else { return product }
    return (self < 0) == (factor < 0) ? .max : .min
  }

  /// Quotient rounded towards the past and a remainder that is never negative.
  public func dividedRoundingDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
