/// Which numbers of a sequence were seen, so that what is left to read is what is new and what is
/// missing.
///
/// A number is taken when a row is written and becomes visible when its transaction commits: a
/// smaller one may appear after a greater one, and one whose transaction was rolled back never
/// does. What is missing is looked for during `patience` polls.
struct SeenNumbers: Sendable {
  /// Numbers that were passed over, one after the other.
  private struct Gap: Sendable {
    let numbers: ClosedRange<Int64>
    /// The poll that passed over them.
    let since: Int
  }

  /// The greatest number seen.
  private(set) var greatest: Int64 = 0
  /// How many polls have ended.
  private(set) var polls = 0
  /// In ascending order.
  private var gaps: [Gap] = []
  private let patience: Int

  /// - Parameter patience: how many polls a missing number is looked for, 1 or more.
  init(patience: Int) {
    self.patience = patience
  }

  /// The numbers up to `greatest` that may still appear, in ascending order: at most twice as many
  /// ranges as `patience`.
  var missing: [ClosedRange<Int64>] { gaps.map(\.numbers) }

  /// Ends a poll that saw these numbers, in ascending order. Some of them may be known.
  mutating func endPoll(seeing numbers: [Int64]) {
    let late = numbers.prefix { $0 <= greatest }
    var next = late.startIndex
    var left: [Gap] = []
    for gap in gaps {
      let end = late[next...].firstIndex { $0 > gap.numbers.upperBound } ?? late.endIndex
      left += Self.between(late[next..<end], within: gap.numbers, since: gap.since)
      next = end
    }
    if let last = numbers.last, last > greatest {
      left += Self.between(numbers[late.endIndex...], within: greatest + 1...last, since: polls)
      greatest = last
    }
    polls += 1
    gaps = left.filter { polls - $0.since <= patience }
    if gaps.count > 2 * patience { joinGaps() }
  }

  private static func between(
    _ numbers: ArraySlice<Int64>, within range: ClosedRange<Int64>, since poll: Int
  ) -> [Gap] {
    var gaps: [Gap] = []
    var lower = range.lowerBound
    for number in numbers where number >= lower {
      if number > lower { gaps.append(Gap(numbers: lower...number - 1, since: poll)) }
      lower = number + 1
    }
    if lower <= range.upperBound {
      gaps.append(Gap(numbers: lower...range.upperBound, since: poll))
    }
    return gaps
  }

  /// Makes one gap of those that one poll passed over. What lies between is read again, which is
  /// cheaper than to name so many.
  private mutating func joinGaps() {
    var joined: [Gap] = []
    for gap in gaps {
      if let last = joined.last, last.since == gap.since {
        joined.removeLast()
        joined.append(
          Gap(numbers: last.numbers.lowerBound...gap.numbers.upperBound, since: gap.since))
      } else {
        joined.append(gap)
      }
    }
    gaps = joined
  }
}
