public import Kernel

/// A part of time made of intervals that neither overlap nor touch. Half-open.
public struct TimeSet: Hashable, Sendable {
  /// The intervals, in order.
  public let intervals: [Range<Instant>]

  /// No time at all.
  public static let none = TimeSet(union: [])

  /// The union of intervals, in any order. Those that touch become one; empty ones count nothing.
  public init(union parts: [Range<Instant>]) {
    var joined: [Range<Instant>] = []
    let inOrder = parts.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    for part in inOrder {
      guard let last = joined.last, part.lowerBound <= last.upperBound else {
        joined.append(part)
        continue
      }
      joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, part.upperBound)
    }
    intervals = joined
  }

  /// The interval that an instant lies in.
  public func interval(at instant: Instant) -> Range<Instant>? {
    let place = firstIndex(endingAfter: instant)
    guard place < intervals.count, intervals[place].lowerBound <= instant else { return nil }
    return intervals[place]
  }

  /// Whether all of a time, which is not empty, is in it.
  public func holds(_ time: Range<Instant>) -> Bool {
    interval(at: time.lowerBound).map { time.upperBound <= $0.upperBound } ?? false
  }

  /// Whether any part of a time, which is not empty, is in it.
  public func touches(_ time: Range<Instant>) -> Bool {
    let place = firstIndex(endingAfter: time.lowerBound)
    return place < intervals.count && intervals[place].lowerBound < time.upperBound
  }

  private func firstIndex(endingAfter instant: Instant) -> Int {
    intervals.place { $0.upperBound > instant }
  }
}

extension Array {
  /// The first place at which a condition holds that, once it holds, holds for all that follow.
  func place(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
