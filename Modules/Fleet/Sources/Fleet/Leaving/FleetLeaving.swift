public import Events
public import Kernel
import Ports
public import Work

// What becomes of somebody in Fleet who deletes their account. Nothing of Fleet keeps them from it:
// their company waits for another owner, and where they are named their name stays.

/// Unlinks somebody who has left. It may run more than once.
public struct ForgetLeaver: Job, Hashable {
  /// `fleet.forget_leaver`.
  public static let kind = "fleet.forget_leaver"
  private let userID: String

  /// Asks for a user to be unlinked.
  public init(_ user: UserID) {
    userID = "\(user)"
  }

  /// The user; nil where the job's arguments name none.
  public var user: UserID? { UserID(userID) }
}

/// Where users are named by their ids, within a unit of work.
public protocol LeaverRows {
  /// Unlinks the driver that a user is, whose version rises, and tells how they are to be noted for
  /// the clients' next pull; nil where they are none.
  func unlinkDriver(_ user: UserID, at now: Instant) throws -> SyncChange?
  /// Forgets a user's id in up to `limit` rows of records that keep their names.
  /// - Returns: whether there was nothing left to forget.
  func forget(_ user: UserID, limit: Int) throws -> Bool
}

/// Unlinks those who have left.
public struct LeaverService: Sendable {
  /// The name under which deletions of accounts are noted, which never changes.
  public static let subscriber = "fleet.leavers"

  private let store: any FleetStore
  private let clock: any WallClock

  /// Makes the service.
  public init(store: any FleetStore, clock: any WallClock) {
    self.store = store
    self.clock = clock
  }

  /// Has somebody unlinked who has left, once for each event, however often it comes.
  /// - Throws: the store's error.
  public func forget(_ user: UserID, after event: RelayedEvent.ID) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.subscriber) else { return }
      try transaction.work.enqueue(ForgetLeaver(user), unique: .byArguments)
    }
  }

  /// Unlinks somebody who has left: first from the driver that they are and their companies, then
  /// from the records, slice by slice. A job that is run again goes on where it was.
  /// - Parameter limit: how many records a slice has, at least 1.
  /// - Throws: `JobTaken` where somebody else has the job by now, or the store's error.
  public func forget(_ user: UserID, in run: JobRun, slice limit: Int = 500) async throws {
    let now = clock.now()
    let companies = try await store.atomically(.unkeyed) { transaction in
      if let change = try transaction.unlinkDriver(user, at: now) {
        try transaction.noteChange(change)
        let id = Driver.ID(rawValue: change.recordID.rawValue)
        if let driver = try transaction.driver(id) {
          try transaction.tell(.driverUpdated(driver.driver))
        }
      }
      return try transaction.companies(of: user)
    }
    for id in companies {
      try await store.atomically(.unkeyed) { try Self.leave(id, user, at: now, in: $0) }
    }
    var isDone = false
    while !isDone {
      isDone = try await store.atomically(.unkeyed) { transaction in
        let isLast = try transaction.forget(user, limit: limit)
        if isLast {
          try transaction.removeWaitingDriver(user)
          try transaction.work.complete(run)
        }
        return isLast
      }
    }
  }

  /// Takes somebody who has left out of a company, dead or alive.
  private static func leave(
    _ id: Company.ID, _ user: UserID, at now: Instant, in transaction: any FleetTransaction
  ) throws {
    guard let before = try transaction.lockCompany(id) ?? transaction.company(id) else { return }
    if let member = try transaction.member(user, of: id) {
      try transaction.remove(
        member, from: before, by: Actor(userID: nil, userAgent: "atrium"), at: now)
    }
    guard before.ownerID == user else { return }
    var company = before
    company.orphan(at: now)
    try transaction.update(company)
    guard company.deletedAt == nil else { return }
    try transaction.tell(.companyUpdated(company))
    try transaction.note(company)
    try transaction.recordChange(
      from: before, to: company, by: Actor(userID: nil, userAgent: "atrium"), at: now)
  }
}
