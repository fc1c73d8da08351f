public import Kernel

/// What clients keep copies of.
public enum SyncEntity: String, Hashable, Sendable, CaseIterable {
  case company, driver, account, transaction
}

/// Whose copies have a record.
public enum SyncScope: Hashable, Sendable {
  /// Those of a company's members.
  case company(Company.ID)
  /// Those of a driver.
  case driver(Driver.ID)
  /// Those of everybody who sees a company's card: whoever has an account together with it, and
  /// who drives for it. A change of a company is noted here by itself.
  case card(Company.ID)
}

/// What a `SyncRecordID` is the id of: a record of any `SyncEntity`.
public enum SyncRecordTag {}
/// The id of a record that clients keep copies of.
public typealias SyncRecordID = Identifier<SyncRecordTag>

/// Which record it is.
public struct SyncRecord: Hashable, Sendable {
  /// What it is.
  public let entity: SyncEntity
  /// Its id.
  public let id: SyncRecordID

  /// Names a record.
  public init(_ entity: SyncEntity, _ id: SyncRecordID) {
    self.entity = entity
    self.id = id
  }
}

/// That a record is another one than it was.
public struct SyncChange: Hashable, Sendable {
  /// What it is.
  public let entity: SyncEntity
  /// Its id.
  public let recordID: SyncRecordID
  /// Its version now.
  public let version: Int64
  /// Whether it is gone.
  public let isDeleted: Bool
  /// Whose copies have it.
  public let scopes: [SyncScope]

  /// The record.
  public var record: SyncRecord { SyncRecord(entity, recordID) }

  /// Makes a change.
  public init<Record>(
    _ entity: SyncEntity, _ id: Identifier<Record>, version: Int64, isDeleted: Bool = false,
    for scopes: [SyncScope]
  ) {
    self.entity = entity
    recordID = SyncRecordID(rawValue: id.rawValue)
    self.version = version
    self.isDeleted = isDeleted
    self.scopes = scopes
  }
}

/// What changed, as pulls read it, and what became of what was pushed.
public protocol SyncReading: Sendable {
  /// How far the places of changes are good at this moment.
  func syncMark() async throws -> SyncMark

  /// The changes on feeds, each feed's in the order of their places.
  /// - Parameter limit: the most of each feed.
  func changes(on feeds: [SyncFeed.Position], limit: Int) async throws -> [[SyncLine]]

  /// Live drivers by their ids, in any order.
  func drivers(_ ids: [Driver.ID]) async throws -> [LocalDriver]

  /// Accounts with what is on them, by their ids, in any order.
  func accounts(_ ids: [FuelAccount.ID]) async throws -> [AccountView]

  /// Transactions by their ids, in any order.
  func transactions(_ ids: [FuelTransaction.ID]) async throws -> [FuelTransaction]

  /// The versions of companies and drivers, as they were noted last in their own copies.
  func versions(of records: [SyncRecord]) async throws -> [SyncRecord: Int64]

  /// What became of changes that a user pushed before, by the changes' ids.
  func pushed(_ changes: [PushedChange.ID], by user: UserID) async throws
    -> [PushedChange.ID: PushedChange]

  /// Keeps what became of a change that had no effect: it was refused, or nothing was to be done.
  /// - Returns: what is kept of it, which is another thing where the change was pushed at the same
  ///   time by another request.
  /// - Throws: `UserLeaving`, or the store's error.
  func keep(
    _ change: PushedChange, _ id: PushedChange.ID, by user: UserID, at now: Instant
  ) async throws -> PushedChange

  /// Forgets deletions and pushed changes that are older than is promised.
  func forgetChanges(deletedBefore: Instant, pushedBefore: Instant) async throws
}

/// What changed, within a unit of work.
public protocol SyncRows {
  /// Notes a change, for the clients' next pull: in the unit of work of everything that has a
  /// company, driver, account or transaction shown otherwise. What moves the sums of an account or
  /// of a driver's month counts, too, though it makes no version of them: then the row need not be
  /// locked, and an older version than the newest changes nothing but the place.
  func noteChange(_ change: SyncChange) throws

  /// Notes all records that show a company's name or reckon by its clock: its accounts, and its
  /// drivers.
  func noteBearers(of company: Company.ID) throws

  /// Notes that two companies have an account together from now on, so that the members of each
  /// are told of the other, however long it has been as it is.
  func noteIntroduction(of one: Company.ID, and other: Company.ID) throws
}
