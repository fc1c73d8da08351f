public import Kernel
import Ports
import Work

/// What consumers do with their drivers.
public struct DriverService: Sendable {
  let store: any FleetStore
  let post: InvitationPost
  let clock: any WallClock
  let ids: any IDSource
  let terms: FleetTermsSource

  /// Makes the service.
  /// - Parameters:
  ///   - post: makes and mails the codes of invitations.
  ///   - clock: business time, by which months begin.
  public init(
    store: any FleetStore, post: InvitationPost, clock: any WallClock, ids: any IDSource,
    terms: @escaping FleetTermsSource
  ) {
    self.store = store
    self.post = post
    self.clock = clock
    self.ids = ids
    self.terms = terms
  }

  /// Changes a driver: managers all of the terms, drivers their own phone number.
  /// - Parameter precondition: refuses a state that the caller has not seen.
  /// - Throws: `AccessRefusal`, `DriverRefusal.immutableCompany`, `.immutableUser`,
  ///   `.licenseTaken`, what `precondition` throws, or the store's error.
  public func change(
    _ id: Driver.ID, _ change: DriverChange, by caller: FleetCaller,
    precondition: @escaping VersionCheck<DriverSight> = { _ in }
  ) async throws -> DriverSight {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      let (before, standing) = try transaction.lockDriver(id, for: .changeDriverPhone, by: caller)
      let month = try transaction.month(of: before, at: now)
      try precondition(DriverSight(driver: before.driver, month: month))
      var after = before
      guard try after.driver.apply(change, at: now) else {
        return DriverSight(driver: before.driver, month: month)
      }
      if !before.driver.differs(onlyByPhoneFrom: after.driver) {
        try standing.require(.changeDriver, on: before.driver)
      }
      try transaction.update(after.driver)
      if let reading = change.odometer {
        try transaction.restartOdometer(
          of: after.driver.vehicleKey, in: after.driver.companyID, at: reading, from: now)
      }
      try transaction.tell(.driverUpdated(after.driver))
      try transaction.note(after.driver)
      try transaction.recordChange(
        "update", from: before.driver, to: after.driver, by: caller, at: now)
      return DriverSight(driver: after.driver, month: month)
    }
  }

  /// Lets a driver be served, or not. Asking for what is so already changes nothing.
  /// - Throws: `AccessRefusal`, what `precondition` throws, or the store's error.
  public func setActive(
    _ active: Bool, _ id: Driver.ID, by caller: FleetCaller,
    precondition: @escaping VersionCheck<DriverSight> = { _ in }
  ) async throws -> DriverSight {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      let (before, _) = try transaction.lockDriver(id, for: .changeDriver, by: caller)
      let month = try transaction.month(of: before, at: now)
      try precondition(DriverSight(driver: before.driver, month: month))
      var driver = before.driver
      if driver.setActive(active, at: now) {
        try transaction.update(driver)
        try transaction.tell(active ? .driverActivated(driver) : .driverDeactivated(driver))
        try transaction.note(driver)
        try transaction.recordChange(
          active ? "activate" : "deactivate", from: before.driver, to: driver, by: caller, at: now)
      }
      return DriverSight(driver: driver, month: month)
    }
  }

  /// Deletes a driver. What they were served stays in the books.
  /// - Throws: `AccessRefusal`, `DriverRefusal.pendingTransactions`, what `precondition` throws, or
  ///   the store's error.
  public func delete(
    _ id: Driver.ID, by caller: FleetCaller,
    precondition: @escaping VersionCheck<DriverSight> = { _ in }
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      let (before, _) = try transaction.lockDriver(id, for: .changeDriver, by: caller)
      try precondition(
        DriverSight(driver: before.driver, month: try transaction.month(of: before, at: now)))
      if try transaction.hasPending(id, at: now) { throw DriverRefusal.pendingTransactions }
      try transaction.delete(before.driver, by: caller.actor, at: now)
    }
  }
}

extension FleetTransaction {
  /// Locks a live driver for what a caller wants to do with them.
  /// - Throws: `AccessRefusal`, or the store's error.
  func lockDriver(
    _ id: Driver.ID, for act: FleetAct, by caller: FleetCaller
  ) throws -> (LocalDriver, Standing) {
    guard let found = try lockDriver(id) else { throw AccessRefusal.notFound }
    // Read under the lock: whoever lost the right while this waited for it has lost it.
    let standing = try standing(of: caller)
    try standing.require(act, on: found.driver)
    return (found, standing)
  }

  /// Deletes a locked driver.
  func delete(_ before: Driver, by actor: Actor, at now: Instant) throws {
    var driver = before
    driver.delete(at: now)
    try update(driver)
    try removeInvitation(of: driver.id)
    if let user = driver.userID { try mirrorGrants(of: [user]) }
    try tell(.driverDeleted(driver))
    try note(driver)
    try recordChange("delete", from: before, to: nil, by: actor, at: now)
  }

  /// What a driver was served this month.
  func month(of driver: LocalDriver, at now: Instant) throws -> MonthUse {
    try use(of: [driver.month(at: now)], at: now)[driver.driver.id] ?? .none
  }

  /// Notes for the clients' next pull that a driver is another one than they were.
  func note(_ driver: Driver) throws {
    try noteChange(
      SyncChange(
        .driver, driver.id, version: driver.version, isDeleted: driver.deletedAt != nil,
        for: [.company(driver.companyID), .driver(driver.id)]))
  }

  /// Appends an audit entry about a driver.
  func recordChange(
    _ what: String, from before: Driver?, to after: Driver?, by caller: FleetCaller,
    at now: Instant
  ) throws {
    try recordChange(what, from: before, to: after, by: caller.actor, at: now)
  }

  /// The same by who is no caller.
  func recordChange(
    _ what: String, from before: Driver?, to after: Driver?, by actor: Actor, at now: Instant
  ) throws {
    guard let target = (after ?? before)?.auditTarget else { return }
    try work.record(
      AuditEntry(
        actor: actor, action: "fleet.driver.\(what)", target: target,
        before: before?.auditText, after: after?.auditText, at: now))
  }
}
