public import Kernel
import Work

// New drivers and their invitations.
extension DriverService {
  /// Makes a driver of a consumer, and invites them. The same id with the same content is answered
  /// as the first time, but for the code.
  /// - Throws: `AccessRefusal`, `DriverRefusal.companyMissing`, `.notAConsumer`, `.idTaken`,
  ///   `.licenseTaken`, `Replay`, or the store's error.
  public func create(
    _ request: DriverRequest, by caller: FleetCaller, once: Once<MadeDriver> = .unkeyed
  ) async throws -> MadeDriver {
    try await store.atomically(once) { try create(request, by: caller, in: $0) }
  }

  /// The same within a unit of work.
  public func create(
    _ request: DriverRequest, by caller: FleetCaller, in transaction: any FleetTransaction
  ) throws -> MadeDriver {
    let now = clock.now()
    let company = try consumer(of: request, by: caller, in: transaction)
    let terms = request.terms(standard: terms().defaultMonthlyLimit)
    let driver = Driver(
      id: request.id ?? ids.make(), userID: nil, companyID: company.id,
      companyName: company.name, details: terms.details, monthlyLimit: terms.monthlyLimit,
      limits: terms.limits, tankCapacity: terms.tankCapacity, createdAt: now)
    guard try transaction.insert(driver) else {
      return try found(driver, at: now, in: transaction)
    }
    let code = try invite(driver, at: now, in: transaction)
    try transaction.tell(.driverCreated(driver))
    try transaction.note(driver)
    try transaction.recordChange("create", from: nil, to: driver, by: caller, at: now)
    return MadeDriver(sight: DriverSight(driver: driver, month: .none), code: code)
  }

  /// Locks the company that a new driver is to be of.
  private func consumer(
    of request: DriverRequest, by caller: FleetCaller, in transaction: any FleetTransaction
  ) throws -> Company {
    let named = try request.companyID ?? managedConsumer(of: transaction.standing(of: caller))
    let (company, _) = try transaction.lockCompany(named, for: .changeDriver, by: caller)
    guard company.type == .consumer else { throw DriverRefusal.notAConsumer }
    return company
  }

  /// The one consumer that somebody manages.
  private func managedConsumer(of standing: Standing) throws -> Company.ID {
    let managed = standing.memberships.filter { $0.type == .consumer && $0.role >= .manager }
    switch managed.count {
    case 0: throw AccessRefusal.forbidden
    case 1: return managed[0].companyID
    default: throw DriverRefusal.companyMissing
    }
  }

  /// What is answered to somebody whose driver could not be kept.
  private func found(
    _ driver: Driver, at now: Instant, in transaction: any FleetTransaction
  ) throws -> MadeDriver {
    guard let other = try transaction.driver(driver.id) else { throw DriverRefusal.licenseTaken }
    guard other.driver.deletedAt == nil, other.driver.companyID == driver.companyID,
      other.driver.terms == driver.terms
    else { throw DriverRefusal.idTaken }
    return MadeDriver(
      sight: DriverSight(
        driver: other.driver, month: try transaction.month(of: other, at: now)),
      code: nil)
  }

  /// Invites a driver anew, which ends the code they had.
  /// - Throws: `AccessRefusal`, `DriverRefusal.alreadyAccepted`, `Replay`, or the store's error.
  public func invite(
    _ id: Driver.ID, by caller: FleetCaller, once: Once<DriverCode> = .unkeyed
  ) async throws -> DriverCode {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      let (found, _) = try transaction.lockDriver(id, for: .changeDriver, by: caller)
      guard found.driver.userID == nil else { throw DriverRefusal.alreadyAccepted }
      let code = try invite(found.driver, at: now, in: transaction)
      try transaction.recordChange(
        "invite", from: nil, to: found.driver, by: caller, at: now)
      return code
    }
  }

  private func invite(
    _ driver: Driver, at now: Instant, in transaction: any FleetTransaction
  ) throws -> DriverCode {
    let code = post.code()
    let invitation = DriverInvitation(
      driverID: driver.id, codeHash: code.hash, createdAt: now, expiresAt: post.end(from: now))
    try transaction.put(invitation)
    try post.send(
      code, of: driver.id, to: driver.details.email, from: driver.companyName, as: "driver",
      at: now, in: transaction)
    return DriverCode(code: code, expiresAt: invitation.expiresAt)
  }
}
