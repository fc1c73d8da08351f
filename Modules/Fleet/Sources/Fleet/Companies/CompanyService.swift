public import Kernel
import Ports
import Work

/// What members do with their companies.
public struct CompanyService: Sendable {
  let store: any FleetStore
  let clock: any WallClock
  let ids: any IDSource
  let terms: FleetTermsSource

  /// Makes the service.
  public init(
    store: any FleetStore, clock: any WallClock, ids: any IDSource,
    terms: @escaping FleetTermsSource
  ) {
    self.store = store
    self.clock = clock
    self.ids = ids
    self.terms = terms
  }

  /// Makes a company, which its maker owns. The same id with the same content is answered as the
  /// first time.
  /// - Throws: `CompanyRefusal.idTaken`, `.ownsACompany`, `UserLeaving`, `Replay`, or the store's
  ///   error.
  public func create(
    _ request: CompanyRequest, by caller: FleetCaller, once: Once<CompanySight> = .unkeyed
  ) async throws -> CompanySight {
    try await store.atomically(once) { try create(request, by: caller, in: $0) }
  }

  /// The same within a unit of work that has locked nothing yet.
  public func create(
    _ request: CompanyRequest, by caller: FleetCaller, in transaction: any FleetTransaction
  ) throws -> CompanySight {
    let now = clock.now()
    let company = request.company(
      id: request.id ?? ids.make(), of: caller.userID, in: terms().defaultTimeZone, at: now)
    // A company keeps its owner: whoever is deleting their account gets none.
    try transaction.work.requirePresent([caller.userID])
    guard try transaction.insert(company) else {
      return try found(company, by: caller, in: transaction)
    }
    let owner = CompanyMember(
      companyID: company.id, userID: caller.userID, role: .owner, joinedAt: now)
    try transaction.insert(owner)
    try transaction.tell(.companyCreated(company))
    try transaction.note(company)
    try transaction.mirrorGrants(of: [caller.userID])
    try transaction.work.record(
      AuditEntry(
        actor: caller.actor, action: "fleet.company.create", target: company.auditTarget,
        after: company.auditText, at: now))
    return CompanySight(company: company, balances: CompanyBalances.none, role: .owner)
  }

  /// What is answered to somebody whose company could not be kept.
  private func found(
    _ company: Company, by caller: FleetCaller, in transaction: any FleetTransaction
  ) throws -> CompanySight {
    guard let other = try transaction.company(company.id) else {
      throw CompanyRefusal.ownsACompany
    }
    guard other.deletedAt == nil, other.ownerID == caller.userID, other.type == company.type,
      other.details == company.details
    else { throw CompanyRefusal.idTaken }
    return CompanySight(
      company: other, balances: try transaction.balances(of: other), role: .owner)
  }

  /// A company as a caller sees it: all of it, or its card.
  /// - Throws: `AccessRefusal.notFound`, or the store's error.
  public func company(_ id: Company.ID, for caller: FleetCaller) async throws -> CompanySight {
    let standing = try await store.standing(of: caller)
    guard let sight = try await store.company(id, seenBy: standing) else {
      throw AccessRefusal.notFound
    }
    return sight
  }

  /// Up to `limit` companies after a place, newest first: a caller's own and those that have an
  /// account with one of them; where suppliers are asked for, all active ones; and all there are
  /// for staff.
  /// - Throws: the store's error.
  public func companies(
    _ filter: CompanyFilter, for caller: FleetCaller, after place: CompanyPlace?, limit: Int
  ) async throws -> [CompanySight] {
    try await store.companies(
      filter, seenBy: try await store.standing(of: caller), after: place, limit: limit)
  }

  /// Changes a company.
  /// - Parameter precondition: refuses a state that the caller has not seen.
  /// - Throws: `AccessRefusal`, `CompanyRefusal.immutableType`, `.noOwner`, what `precondition`
  ///   throws, or the store's error.
  public func change(
    _ id: Company.ID, _ change: CompanyChange, by caller: FleetCaller,
    precondition: @escaping VersionCheck<CompanySight> = { _ in }
  ) async throws -> CompanySight {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      let (before, standing) = try transaction.lockCompany(id, for: .changeCompany, by: caller)
      let role = standing.membership(in: id)?.role
      let balances = try transaction.balances(of: before)
      try precondition(CompanySight(company: before, balances: balances, role: role))
      var company = before
      if try company.apply(change, at: now) {
        try transaction.update(company)
        try transaction.tell(.companyUpdated(company))
        try transaction.note(company)
        if company.name != before.name || company.timeZone != before.timeZone {
          try transaction.noteBearers(of: id)
        }
        try transaction.recordChange(from: before, to: company, by: caller.actor, at: now)
      }
      return CompanySight(company: company, balances: balances, role: role)
    }
  }

  /// Deletes a company. Its receipts stay verifiable.
  /// - Throws: `AccessRefusal`, `CompanyRefusal.pendingTransactions`, `.balanceNotZero`, what
  ///   `precondition` throws, or the store's error.
  public func delete(
    _ id: Company.ID, by caller: FleetCaller,
    precondition: @escaping VersionCheck<CompanySight> = { _ in }
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      let (before, standing) = try transaction.lockCompany(id, for: .governCompany, by: caller)
      try precondition(
        CompanySight(
          company: before, balances: try transaction.balances(of: before),
          role: standing.membership(in: id)?.role))
      // Drivers before accounts, as requests lock them.
      let drivers = try transaction.lockDrivers(of: id)
      let accounts = try transaction.lockAccounts(of: id)
      if try transaction.hasPending(id, at: now) { throw CompanyRefusal.pendingTransactions }
      if try transaction.hasOpenBalances(id) { throw CompanyRefusal.balanceNotZero }
      var company = before
      company.delete(at: now)
      try transaction.update(company)
      for driver in drivers { try transaction.delete(driver, by: caller.actor, at: now) }
      for account in accounts where account.isActive {
        try transaction.suspend(account, by: caller.actor, at: now)
      }
      try transaction.tell(.companyDeleted(company))
      try transaction.note(company)
      try transaction.work.enqueue(MirrorCompanyGrants(of: id))
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fleet.company.delete", target: company.auditTarget,
          before: before.auditText, at: now))
    }
  }
}

extension FleetTransaction {
  /// Locks a live company for what a caller wants to do with it.
  /// - Throws: `AccessRefusal`, or the store's error.
  func lockCompany(
    _ id: Company.ID, for act: FleetAct, by caller: FleetCaller
  ) throws -> (Company, Standing) {
    guard let company = try lockCompany(id) else { throw AccessRefusal.notFound }
    // Read under the lock: whoever lost the right while this waited for it has lost it.
    let standing = try standing(of: caller)
    try standing.require(act, on: company)
    return (company, standing)
  }

  /// Suspends a locked account of a company that is deleted.
  fileprivate func suspend(_ before: FuelAccount, by actor: Actor, at now: Instant) throws {
    var account = before
    account.suspend(at: now)
    try update(account)
    try tell(.accountUpdated(account))
    try note(account)
    try record("fleet.account.update", before, account, by: actor, at: now)
  }

  /// Notes for the clients' next pull that a company is another one than it was.
  func note(_ company: Company) throws {
    try noteChange(
      SyncChange(
        .company, company.id, version: company.version, isDeleted: company.deletedAt != nil,
        for: [.company(company.id)]))
  }

  /// Appends an audit entry for a changed company.
  func recordChange(
    from before: Company, to company: Company, by actor: Actor, at now: Instant
  ) throws {
    try work.record(
      AuditEntry(
        actor: actor, action: "fleet.company.update", target: company.auditTarget,
        before: before.auditText, after: company.auditText, at: now))
  }
}
