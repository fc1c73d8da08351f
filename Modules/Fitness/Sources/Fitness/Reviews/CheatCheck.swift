public import Kernel

/// Whether a record looks as if nobody had walked it: pure rules over what is known when it comes.
public struct CheatCheck: Sendable {
  /// From which values on the rules speak.
  public let bounds: CheatBounds
  /// What is known beside the record.
  public let surroundings: Surroundings

  /// What is known beside a record.
  public struct Surroundings: Hashable, Sendable {
    /// Now.
    public var now: Instant
    /// What the record's reporter tells of its date, the record included.
    public var reporterSum: Int
    /// The counted steps of those among the 14 dates before on which any counted.
    public var countedBefore: [Int]
    /// Whether another user had the device within 30 days before this one did.
    public var isDeviceOfAnother: Bool
    /// When the user's verified measured records of other dates were walked.
    public var otherDates: [Range<Instant>]
    /// Whether the user's trust is low.
    public var isTrustLow: Bool

    /// Puts together what is known.
    public init(
      now: Instant, reporterSum: Int, countedBefore: [Int] = [], isDeviceOfAnother: Bool = false,
      otherDates: [Range<Instant>] = [], isTrustLow: Bool = false
    ) {
      self.now = now
      self.reporterSum = reporterSum
      self.countedBefore = countedBefore
      self.isDeviceOfAnother = isDeviceOfAnother
      self.otherDates = otherDates
      self.isTrustLow = isTrustLow
    }
  }

  /// A check.
  public init(_ bounds: CheatBounds, _ surroundings: Surroundings) {
    self.bounds = bounds
    self.surroundings = surroundings
  }

  /// The rules that flag a record, in the order in which they are told.
  public func flags(of record: StepRecord) -> [CheatRule] {
    var flags: [CheatRule] = []
    // Who takes steps back is no cheat.
    if record.steps > 0, !record.reporter.isManual { flags = measuredFlags(of: record) }
    if surroundings.isTrustLow { flags.append(.lowTrust) }
    return flags
  }

  private func measuredFlags(of record: StepRecord) -> [CheatRule] {
    var flags: [CheatRule] = []
    if isCadenceOver(record) { flags.append(.cadence) }
    if isSpeedOver(record) { flags.append(.speed) }
    if isStrideOff(record) { flags.append(.stride) }
    if surroundings.reporterSum > bounds.dailyReviewSteps { flags.append(.dayTotal) }
    if isJump { flags.append(.jump) }
    if surroundings.isDeviceOfAnother { flags.append(.sharedDevice) }
    if isElsewhereToo(record) { flags.append(.zoneOverlap) }
    return flags
  }

  /// Of a date's total, only the part of the date that has gone by can have been walked.
  private func isCadenceOver(_ record: StepRecord) -> Bool {
    let time = record.time
    let end = record.isDayTotal ? min(time.upperBound, surroundings.now) : time.upperBound
    let duration = max(0, end.milliseconds(since: time.lowerBound))
    return Int64(record.steps) * 60_000 > Int64(bounds.maxCadence) * duration
  }

  private func isSpeedOver(_ record: StepRecord) -> Bool {
    guard let distance = record.distance, !record.isDayTotal else { return false }
    let duration = record.time.duration
    // Tenths of a metre and milliseconds: v = d / 10 / (t / 1000) = 100 d / t.
    return duration >= 60_000 && distance * 1_000 > Int64(bounds.maxSpeed) * duration
  }

  private func isStrideOff(_ record: StepRecord) -> Bool {
    guard let distance = record.distance, record.steps >= 500 else { return false }
    return distance < Int64(record.steps) * 2 || distance > Int64(record.steps) * 25
  }

  private var isJump: Bool {
    let days = surroundings.countedBefore.sorted()
    guard surroundings.reporterSum > 20_000, days.count >= 7 else { return false }
    let twiceTheMedian = days[(days.count - 1) / 2] + days[days.count / 2]
    return surroundings.reporterSum * 2 > twiceTheMedian * 5
  }

  private func isElsewhereToo(_ record: StepRecord) -> Bool {
    let time = record.time
    let shared = surroundings.otherDates.map { $0.clamped(to: time) }.union
    return shared > 12 * 3_600_000 || shared * 2 > time.duration
  }
}

/// From which values on the rules against cheating speak: settings of administrators.
public struct CheatBounds: Hashable, Sendable {
  /// The most steps a minute.
  public var maxCadence: Int
  /// The highest speed, in tenths of a metre a second.
  public var maxSpeed: Int
  /// The most steps that a reporter tells of one date without a review.
  public var dailyReviewSteps: Int
  /// The score from which on a record waits for a review.
  public var reviewScore: Int

  /// Puts bounds together.
  public init(
    maxCadence: Int = 250, maxSpeed: Int = 70, dailyReviewSteps: Int = 70_000,
    reviewScore: Int = 50
  ) {
    self.maxCadence = maxCadence
    self.maxSpeed = maxSpeed
    self.dailyReviewSteps = dailyReviewSteps
    self.reviewScore = reviewScore
  }

  /// Whether flags are enough for a review.
  public func wantReview(for flags: [CheatRule]) -> Bool {
    flags.score >= reviewScore && !flags.isEmpty
  }
}

extension [CheatRule] {
  /// How strongly they speak against a record: the largest of their scores, 0 for none.
  public var score: Int { map(\.score).max() ?? 0 }
}

extension Range<Instant> {
  /// How long it is, in milliseconds.
  var duration: Int64 { upperBound.milliseconds(since: lowerBound) }
}

extension [Range<Instant>] {
  /// How long they are together, in milliseconds, what they share counted once.
  var union: Int64 {
    var total: Int64 = 0
    var end: Instant?
    for range in sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let start = Swift.max(range.lowerBound, end ?? range.lowerBound)
      guard range.upperBound > start else { continue }
      total += range.upperBound.milliseconds(since: start)
      end = range.upperBound
    }
    return total
  }
}
