import Kernel

/// What the records of one user and one date amount to: no time counts twice, in whatever order
/// they came.
///
/// A reporter's day total stands for all of its intervals. Records that overlap form groups; a
/// group counts what the most generous of its reporters says of it. What was typed is merged apart.
public struct DayMerge: Hashable, Sendable {
  /// The steps that devices counted, each once.
  public let measured: Int
  /// The steps that were typed, each once.
  public let manual: Int
  /// What of the records is told by others already.
  public let overlapping: Int
  /// The steps of records that wait for a review.
  public let pending: Int
  /// The steps of records that a review turned down.
  public let rejected: Int
  /// What each reporter says of the date, in a fixed order.
  public let sources: [SourceSum]

  /// The steps that one reporter tells of a date.
  public struct SourceSum: Hashable, Sendable {
    /// Who tells.
    public let reporter: Reporter
    /// How many.
    public let steps: Int

    /// A sum.
    public init(reporter: Reporter, steps: Int) {
      self.reporter = reporter
      self.steps = steps
    }
  }

  /// Merges all records of a date that no other has taken the place of.
  public init(_ records: [StepRecord]) {
    let counting = records.filter { $0.verification == .verified }
    let told = Dictionary(grouping: counting, by: \.reporter).mapValues(Self.told)
    let merged = { (isManual: Bool) in
      Self.merged(told.values.joined().filter { $0.reporter.isManual == isManual })
    }
    measured = merged(false)
    manual = merged(true)
    overlapping = Self.sum(counting) - measured - manual
    pending = Self.sum(records.filter { $0.verification == .pending })
    rejected = Self.sum(records.filter { $0.verification == .rejected })
    sources = told.map { SourceSum(reporter: $0.key, steps: Self.sum($0.value)) }
      .sorted { $0.reporter.order < $1.reporter.order }
  }

  /// All that was reported, whether it counts or not.
  public var reported: Int { measured + manual + overlapping + pending + rejected }

  /// What one reporter tells: its day total, the larger where zones make it two; or else its
  /// intervals.
  static func told(_ records: [StepRecord]) -> [StepRecord] {
    let totals = records.filter(\.isDayTotal)
    guard
      let largest = totals.max(by: { left, right in
        // Equal ones differ in their hours; which of them stands must not depend on the order.
        (left.steps, right.time.lowerBound, right.zone.name)
          < (right.steps, left.time.lowerBound, left.zone.name)
      })
    else { return records }
    return [largest]
  }

  /// The steps of records of any reporters, each time counted once.
  private static func merged(_ records: [StepRecord]) -> Int {
    let inOrder = records.map { (time: $0.time, record: $0) }
      .sorted {
        ($0.time.lowerBound, $0.time.upperBound) < ($1.time.lowerBound, $1.time.upperBound)
      }
    var total = 0
    var group: [Reporter: Int] = [:]
    var end: Instant?
    for (time, record) in inOrder {
      if let last = end, time.lowerBound >= last {
        total += group.values.max() ?? 0
        group = [:]
        end = nil
      }
      group[record.reporter, default: 0] += record.steps
      end = max(end ?? time.upperBound, time.upperBound)
    }
    return total + (group.values.max() ?? 0)
  }

  private static func sum(_ records: [StepRecord]) -> Int { records.reduce(0) { $0 + $1.steps } }
}

extension Reporter {
  /// A fixed order among reporters: what was measured first, then by names.
  fileprivate var order: (Int, String, String) {
    (isManual ? 1 : 0, source.rawValue, deviceID ?? "")
  }
}
