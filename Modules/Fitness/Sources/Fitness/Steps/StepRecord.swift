public import Kernel

/// What somebody's device reported: the steps of a date, or of an interval of it. Rows never
/// change but in what a review makes of them; a correction is a new row.
public struct StepRecord: Hashable, Sendable, Identifiable {
  /// A record's id.
  public typealias ID = Identifier<StepRecord>

  /// Which record.
  public let id: ID
  /// Whose steps.
  public let userID: UserID
  /// The date they count for, by the clocks of `zone`.
  public let date: CivilDate
  /// How many, 0–200,000; 0 takes back what was reported before.
  public let steps: Int
  /// Who reports them.
  public let reporter: Reporter
  /// How they were recorded.
  public let method: RecordingMethod
  /// Which part of time they were walked in.
  public let span: Span
  /// By which clock the date is meant.
  public let zone: StepZone
  /// How far, in tenths of a metre.
  public let distance: Int64?
  /// What the source calls the record, 1–128 characters.
  public let externalID: String?
  /// Which state of the record; higher ones are newer.
  public let version: Int64
  /// Whether the steps count.
  public var verification: Verification
  /// The rules that flagged it.
  public var flags: [CheatRule]
  /// What the review said.
  public var reason: String?
  /// The record that took this one's place.
  public var supersededBy: ID?
  /// When it was uploaded.
  public let createdAt: Instant

  /// Which part of time a record is of.
  public enum Span: Hashable, Sendable {
    /// All of its date.
    case day
    /// From an instant to another, 1 s to 24 h later.
    case interval(Range<Instant>)
  }

  /// Whether a record's steps count.
  public enum Verification: String, Hashable, Sendable, CaseIterable {
    /// They do.
    case verified
    /// Somebody is to look at them first.
    case pending
    /// Somebody did, and they do not.
    case rejected
  }

  /// Puts a record together.
  public init(
    id: ID, userID: UserID, date: CivilDate, steps: Int, reporter: Reporter,
    method: RecordingMethod = .automatic, span: Span, zone: StepZone, distance: Int64? = nil,
    externalID: String? = nil, version: Int64 = 0, verification: Verification = .verified,
    flags: [CheatRule] = [], reason: String? = nil, supersededBy: ID? = nil, createdAt: Instant
  ) {
    self.id = id
    self.userID = userID
    self.date = date
    self.steps = steps
    self.reporter = reporter
    self.method = method
    self.span = span
    self.zone = zone
    self.distance = distance
    self.externalID = externalID
    self.version = version
    self.verification = verification
    self.flags = flags
    self.reason = reason
    self.supersededBy = supersededBy
    self.createdAt = createdAt
  }
}

extension StepRecord {
  /// Whether it is the total of its date.
  public var isDayTotal: Bool { span == .day }

  /// The time it covers.
  public var time: Range<Instant> {
    switch span {
    case .day: zone.day(date)
    case .interval(let time): time
    }
  }

  /// By what a later upload is known as a correction of this one.
  public var identity: Identity {
    if let externalID { return Identity(reporter: reporter, key: .external(externalID)) }
    return switch span {
    case .day: Identity(reporter: reporter, key: .day(date, zone: zone.name))
    case .interval(let time): Identity(reporter: reporter, key: .start(time.lowerBound))
    }
  }

  /// What makes two uploads of a user the same record.
  public struct Identity: Hashable, Sendable {
    /// Who reports it.
    public let reporter: Reporter
    /// What the reporter knows it by.
    public let key: Key

    /// What a reporter knows a record by.
    public enum Key: Hashable, Sendable {
      /// The source's own name of it.
      case external(String)
      /// The total of a date in a zone.
      case day(CivilDate, zone: String)
      /// The interval that begins here.
      case start(Instant)
    }
  }

  /// Whether another upload of the same record says nothing new.
  public func saysTheSame(as other: StepRecord) -> Bool {
    date == other.date && steps == other.steps && span == other.span && zone == other.zone
      && method == other.method && distance == other.distance && version == other.version
  }
}
