public import Kernel
public import Ports
import Work

/// What staff of the house does in companies that are not its own: each act has a reason, and is
/// one entry of the audit trail in the same unit of work.
public struct FleetAdministration: Sendable {
  private let store: any FleetStore
  private let members: MemberService
  private let clock: any WallClock

  /// Makes the service.
  public init(store: any FleetStore, members: MemberService, clock: any WallClock) {
    self.store = store
    self.members = members
    self.clock = clock
  }

  /// Lets a company take part in sales, or not. Asking for what is so already changes nothing.
  /// - Throws: `AccessRefusal.notFound`, `CompanyRefusal.noOwner`, `Replay`, or the store's error.
  public func setActive(
    _ isActive: Bool, _ id: Company.ID, because reason: String, by actor: Actor,
    once: Once<CompanySight> = .unkeyed
  ) async throws -> CompanySight {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      guard var company = try transaction.lockCompany(id) else { throw AccessRefusal.notFound }
      guard try company.apply(CompanyChange(isActive: isActive), at: now) else {
        return try transaction.sight(of: company, by: actor)
      }
      try transaction.update(company)
      try transaction.tell(.companyUpdated(company))
      try transaction.note(company)
      try transaction.record(
        isActive ? "company.activate" : "company.deactivate", on: company.auditTarget,
        because: reason, by: actor, at: now)
      return try transaction.sight(of: company, by: actor)
    }
  }

  /// Hands a company over to a user: also one whose owner has left.
  /// - Throws: `AccessRefusal.notFound` also where there is no such user, `UserLeaving`,
  ///   `MemberRefusal.ownsACompany`, `Replay`, or the store's error.
  public func handOver(
    _ id: Company.ID, to user: UserID, because reason: String, by actor: Actor,
    once: Once<CompanySight> = .unkeyed
  ) async throws -> CompanySight {
    let now = clock.now()
    try await members.requireActive(user)
    return try await store.atomically(once) { transaction in
      let company = try members.handOver(
        id, to: user, because: reason, by: actor, at: now, in: transaction)
      return try transaction.sight(of: company, by: actor)
    }
  }

  /// Lets a driver be served, or not. Asking for what is so already changes nothing.
  /// - Throws: `AccessRefusal.notFound`, `Replay`, or the store's error.
  public func setActive(
    _ isActive: Bool, _ id: Driver.ID, because reason: String, by actor: Actor,
    once: Once<DriverSight> = .unkeyed
  ) async throws -> DriverSight {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      guard let found = try transaction.lockDriver(id) else { throw AccessRefusal.notFound }
      var driver = found.driver
      let month = try transaction.month(of: found, at: now)
      guard driver.setActive(isActive, at: now) else {
        return DriverSight(driver: driver, month: month)
      }
      try transaction.update(driver)
      try transaction.tell(isActive ? .driverActivated(driver) : .driverDeactivated(driver))
      try transaction.note(driver)
      try transaction.record(
        isActive ? "driver.activate" : "driver.deactivate", on: driver.auditTarget,
        because: reason, by: actor, at: now)
      return DriverSight(driver: driver, month: month)
    }
  }

  /// Ends a request that waits to be decided, before its time if it is not over. What it held is
  /// free again. The ledger has a clock of its own: where a hold turns out to be over, so is the
  /// request.
  /// - Throws: `AccessRefusal.notFound`, `TransactionRefusal.notPending`, `Replay`, or the store's
  ///   error.
  public func expire(
    _ id: FuelTransaction.ID, because reason: String, by actor: Actor,
    once: Once<FuelTransaction> = .unkeyed
  ) async throws -> FuelTransaction {
    do {
      return try await end(id, isOver: false, because: reason, by: actor, once: once)
    } catch is HoldIsOver {
      return try await end(id, isOver: true, because: reason, by: actor, once: once)
    }
  }

  private func end(
    _ id: FuelTransaction.ID, isOver: Bool, because reason: String, by actor: Actor,
    once: Once<FuelTransaction>
  ) async throws -> FuelTransaction {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      guard let facts = try transaction.facts(for: id, by: nil, lockingDriver: false) else {
        throw AccessRefusal.notFound
      }
      var sale = facts.sale
      guard sale.state == .pending else { throw TransactionRefusal.notPending(sale.state) }
      let isOver = isOver || sale.state(at: now) == .expired
      do {
        try transaction.end(hold: isOver ? sale.expiry : sale.release)
      } catch TransactionRefusal.notPending(.expired) where !isOver {
        throw HoldIsOver()
      }
      if isOver {
        sale.expire()
      } else {
        sale.end(as: .expired, by: nil, because: reason, at: now)
      }
      try transaction.end(
        sale, on: facts.sides.account, of: facts.driver,
        news: .transactionExpired(sale, driver: facts.driver.userID))
      try transaction.record(
        "transaction.expire", on: "transaction:\(id)", because: reason, by: actor, at: now)
      return sale
    }
  }
}

/// A hold ended by the ledger's clock while it was to be released: no answer to anybody.
private struct HoldIsOver: Error {}

extension FleetTransaction {
  /// A company as staff of the house sees it.
  fileprivate func sight(of company: Company, by actor: Actor) throws -> CompanySight {
    CompanySight(
      company: company, balances: try balances(of: company),
      role: try actor.userID.flatMap { try member($0, of: company.id)?.role })
  }

  /// Records what staff did, and why.
  func record(
    _ act: String, on target: String, because reason: String, by actor: Actor, at now: Instant
  ) throws {
    try work.record(
      AuditEntry(
        actor: actor, action: "fleet.\(act)", target: target,
        after: AuditText([("reason", reason)]).text, at: now))
  }
}
