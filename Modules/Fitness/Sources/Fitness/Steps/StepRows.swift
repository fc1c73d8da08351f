public import Kernel

/// What is read of records and dates outside of units of work.
public protocol StepReading: Sendable {
  /// A record of somebody, superseded or not.
  func record(_ id: StepRecord.ID, of user: UserID) async throws -> StepRecord?

  /// Whose record it is.
  func owner(of record: StepRecord.ID) async throws -> UserID?

  /// A page of somebody's current records, the newest date first.
  func records(
    of user: UserID, _ filter: StepRecordFilter, after place: StepRecordPlace?, limit: Int
  ) async throws -> [StepRecord]

  /// Somebody's dates that have records, the newest first.
  func days(of user: UserID, in dates: ClosedRange<CivilDate>) async throws -> [StepDay]

  /// The dates of somebody on which so many steps counted at least, in order.
  func datesWalked(by user: UserID, counting steps: Int) async throws -> [CivilDate]
}

/// Records and dates within a unit of work. Their user's profile is locked.
public protocol StepRows {
  /// A record, superseded or not.
  func record(_ id: StepRecord.ID) throws -> StepRecord?

  /// Every upload of the record that one is an upload of, the oldest first.
  func versions(of record: StepRecord) throws -> [StepRecord]

  /// What an upload is judged by.
  func surroundings(_ question: UploadQuestion) throws -> UploadSurroundings

  /// The current records of dates, and what the dates amount to as they were written last.
  func settled(_ user: UserID, dates: Set<CivilDate>) throws -> SettledDates

  /// All dates of somebody that have records.
  func allDates(of user: UserID) throws -> Set<CivilDate>

  /// Writes new records.
  func insert(_ records: [StepRecord]) throws

  /// Writes what became of records that are there: verification, flags, reason, successor.
  func rewrite(_ records: [StepRecord]) throws

  /// Writes dates.
  func write(_ days: [StepDay]) throws
}

/// What is asked before an upload is judged.
public struct UploadQuestion: Hashable, Sendable {
  /// Who uploads.
  public let userID: UserID
  /// The dates whose current records matter, with those around them.
  public let dates: Set<CivilDate>
  /// What the sources call the records.
  public let externalIDs: Set<String>
  /// The earliest date of a record that can still be corrected by its external id.
  public let earliest: CivilDate
  /// The dates whose days matter: those of the upload, and 14 before.
  public let days: ClosedRange<CivilDate>
  /// The devices that walked.
  public let devices: Set<String>
  /// From when on another user's records of a device matter.
  public let devicesSince: Instant
}

/// What an upload is judged by.
public struct UploadSurroundings: Sendable {
  /// The current records.
  public let records: [StepRecord]
  /// The dates as they were written last.
  public let days: [StepDay]
  /// The devices that another user walked with, lately, and before this one did.
  public let devicesOfOthers: Set<String>

  /// Puts them together.
  public init(records: [StepRecord], days: [StepDay], devicesOfOthers: Set<String>) {
    self.records = records
    self.days = days
    self.devicesOfOthers = devicesOfOthers
  }
}

/// Dates as they are, and as they were written last.
public struct SettledDates: Sendable {
  /// The current records, by date.
  public let records: [CivilDate: [StepRecord]]
  /// What was written.
  public let days: [CivilDate: StepDay]

  /// Puts them together.
  public init(records: [CivilDate: [StepRecord]], days: [CivilDate: StepDay]) {
    self.records = records
    self.days = days
  }
}

/// Which records are listed.
public struct StepRecordFilter: Hashable, Sendable {
  /// Of which dates.
  public var dates: ClosedRange<CivilDate> = .earliest ... .latest
  /// Of which source.
  public var source: StepSource?
  /// What became of them.
  public var verification: StepRecord.Verification?

  /// All of them.
  public init() {}
}

/// Where a page of records ended.
public struct StepRecordPlace: Hashable, Sendable {
  /// The date of the last record.
  public let date: CivilDate
  /// The last record.
  public let id: StepRecord.ID

  /// A place.
  public init(date: CivilDate, id: StepRecord.ID) {
    self.date = date
    self.id = id
  }
}
