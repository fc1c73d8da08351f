public import Kernel

/// A record as a client sends it, well formed.
public struct StepUpload: Hashable, Sendable {
  /// How many steps, 0–200,000.
  public var steps: Int
  /// Who reports them.
  public var reporter: Reporter
  /// How they were recorded.
  public var method: RecordingMethod
  /// Which part of time they were walked in.
  public var span: Span
  /// By whose clocks; nil for the profile's.
  public var zone: StepZone?
  /// How far, in tenths of a metre.
  public var distance: Int64?
  /// What the source calls the record, 1–128 characters.
  public var externalID: String?
  /// Which state of the record, from 0.
  public var version: Int64

  /// Which part of time a record is of.
  public enum Span: Hashable, Sendable {
    /// A whole date.
    case day(CivilDate)
    /// From an instant to another, 1 s to 24 h later.
    case interval(Range<Instant>)
  }

  /// Puts an upload together.
  public init(
    steps: Int, source: StepSource, span: Span, zone: StepZone? = nil, deviceID: String? = nil,
    method: RecordingMethod = .automatic, distance: Int64? = nil, externalID: String? = nil,
    version: Int64 = 0
  ) {
    self.steps = steps
    reporter = Reporter(source: source, deviceID: deviceID, method: method)
    self.method = method
    self.span = span
    self.zone = zone
    self.distance = distance
    self.externalID = externalID
    self.version = version
  }

  /// The date that it counts for.
  /// - Parameter zone: the profile's.
  public func date(in zone: StepZone) -> CivilDate {
    switch span {
    case .day(let date): date
    case .interval(let time): (self.zone ?? zone).date(at: time.lowerBound)
    }
  }

  /// The record of it.
  func record(
    _ id: StepRecord.ID, of user: UserID, in zone: StepZone, at now: Instant
  ) -> StepRecord {
    let date = date(in: zone)
    let span: StepRecord.Span =
      switch self.span {
      case .day: .day
      case .interval(let time): .interval(time)
      }
    return StepRecord(
      id: id, userID: user, date: date, steps: steps, reporter: reporter, method: method,
      span: span, zone: self.zone ?? zone, distance: distance, externalID: externalID,
      version: version, createdAt: now)
  }
}

/// Why a record is not taken, in order of precedence.
public enum StepRefusal: Error, Hashable, Sendable, CaseIterable {
  /// Typed records are switched off.
  case manualDisabled
  /// It is not its date yet, or it ends in the future.
  case futureDate
  /// Its date is too long ago.
  case tooOld
  /// A newer state of the record is known.
  case staleVersion
  /// It overlaps another interval of its reporter.
  case overlaps
}

/// What became of one record of an upload.
public struct UploadResult: Hashable, Sendable {
  /// What became of it.
  public let status: Status
  /// The record; of one that says nothing new the one that is there, of one that was refused none.
  public let record: StepRecord?

  /// What becomes of records.
  public enum Status: Hashable, Sendable {
    /// It is new.
    case recorded
    /// It corrects one.
    case replaced
    /// It says nothing new.
    case unchanged
    /// It is not taken.
    case refused(StepRefusal)
  }
}

/// What an upload came to.
public struct UploadOutcome: Sendable {
  /// Whether it was of several records, of which each has a result.
  public let isBatch: Bool
  /// What became of each record, in the order in which they came.
  public let results: [UploadResult]
  /// The dates that the records are of, the newest first.
  public let days: [StepDay]
  /// The change of what steps earned: negative after a correction.
  public let coinsAwarded: Int64
  /// The codes of achievements that it unlocked.
  public let unlocked: [String]
  /// The wallet after it.
  public let wallet: WalletView
}
