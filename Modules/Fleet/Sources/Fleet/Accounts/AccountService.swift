public import Kernel
import Ports
import Work

/// Accounts of consumers at suppliers.
public struct AccountService: Sendable {
  let parts: MoneyParts

  /// Makes the service.
  public init(_ parts: MoneyParts) {
    self.parts = parts
  }

  private var store: any FleetStore { parts.store }

  /// An account that was asked for, and whether it was opened for it.
  public struct Opened: Hashable, Sendable {
    /// The account.
    public let view: AccountView
    /// Whether there was none before.
    public let isNew: Bool
  }

  /// Opens an account of a consumer at a supplier; one that is there stays as it is.
  /// - Throws: `AccessRefusal`, `AccountRefusal.wrongType`, `companyInactive`, or the store's
  ///   error.
  public func open(
    at supplier: Company.ID, for consumer: Company.ID, by caller: FleetCaller,
    once: Once<Opened> = .unkeyed
  ) async throws -> Opened {
    let now = parts.clock.now()
    return try await store.atomically(once) { transaction in
      let locked = try transaction.lockSides(supplier: supplier, consumer: consumer)
      // Read under the lock: whoever lost the right while this waited for it has lost it.
      let standing = try transaction.standing(of: caller)
      guard let sides = locked else {
        throw try transaction.refusal(supplier, consumer, standing)
      }
      // Suppliers know of no consumers but those that have an account with them.
      guard sides.account != nil || standing.sees(consumer) else { throw AccessRefusal.notFound }
      try standing.require(
        .keepAccount, as: standing.relations(toBetween: supplier, and: consumer))
      if let account = sides.account {
        return Opened(view: try transaction.balances(of: account), isNew: false)
      }
      guard sides.supplier.isActive, sides.consumer.isActive else {
        throw AccountRefusal.companyInactive
      }
      let account = FuelAccount(
        id: parts.ids.make(), supplierID: supplier, supplierName: sides.supplier.name,
        consumerID: consumer, consumerName: sides.consumer.name, createdAt: now)
      try transaction.insert(account)
      try transaction.tell(.accountOpened(account))
      try transaction.note(account)
      try transaction.noteIntroduction(of: supplier, and: consumer)
      try transaction.record("fleet.account.open", nil, account, by: caller.actor, at: now)
      return Opened(view: AccountView(of: account), isNew: true)
    }
  }

  /// An account, for who may see it.
  /// - Throws: `AccessRefusal.notFound`, or the store's error.
  public func account(_ id: FuelAccount.ID, for caller: FleetCaller) async throws -> AccountView {
    guard let view = try await store.account(id) else { throw AccessRefusal.notFound }
    try await store.standing(of: caller).require(.readAccount, on: view.account)
    return view
  }

  /// Up to `limit` accounts of the caller's companies, the newest first.
  public func accounts(
    for caller: FleetCaller, with company: Company.ID? = nil, before place: FuelAccount.ID? = nil,
    limit: Int
  ) async throws -> [AccountView] {
    try await store.accounts(
      of: store.standing(of: caller), with: company, before: place, limit: limit)
  }

  /// What is changed of an account.
  public struct Change: Sendable {
    /// Whether fuel may be requested on it, which the supplier says; nil for no change.
    public var isActive: Bool?
    /// Below what the consumer's managers are told, which the consumer says; nil for no change,
    /// `.some(nil)` for never.
    public var lowBalance: Money??

    /// Makes a change.
    public init(isActive: Bool? = nil, lowBalance: Money?? = nil) {
      self.isActive = isActive
      self.lowBalance = lowBalance
    }
  }

  /// Changes an account.
  /// - Throws: `AccessRefusal`, what `precondition` throws, or the store's error.
  public func change(
    _ id: FuelAccount.ID, _ change: Change, by caller: FleetCaller,
    precondition: @escaping VersionCheck<AccountView> = { _ in }
  ) async throws -> AccountView {
    let now = parts.clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      guard let before = try transaction.lockAccount(id) else { throw AccessRefusal.notFound }
      let standing = try transaction.standing(of: caller)
      try standing.require(.readAccount, on: before)
      if change.isActive != nil { try standing.require(.supplyAccount, on: before) }
      if change.lowBalance != nil { try standing.require(.keepAccount, on: before) }
      let view = try transaction.balances(of: before)
      try precondition(view)
      var account = before
      if let isActive = change.isActive { account.isActive = isActive }
      if let lowBalance = change.lowBalance { account.lowBalance = lowBalance }
      guard account != before else { return view }
      account.version += 1
      account.updatedAt = now
      try transaction.update(account)
      try transaction.tell(.accountUpdated(account))
      try transaction.note(account)
      try transaction.record("fleet.account.update", before, account, by: caller.actor, at: now)
      return AccountView(account, money: view.money, liters: view.liters)
    }
  }
}

extension Standing {
  /// Whether a consumer is theirs to know of.
  fileprivate func sees(_ consumer: Company.ID) -> Bool {
    membership(in: consumer) != nil || seat(at: consumer) != nil || oversight != nil
  }
}

extension AccountView {
  /// An account on which there is nothing yet.
  fileprivate init(of account: FuelAccount) {
    func none(_ unit: Unit) -> AccountBalance {
      AccountBalance(available: .zero(unit), held: .zero(unit), owed: .zero(unit))
    }
    self.init(account, money: none(.dinar), liters: none(.litres))
  }
}

extension FleetTransaction {
  /// Why there is no account between two companies that are not a supplier and a consumer: one that
  /// the caller knows of, and is of the other kind, is told.
  fileprivate func refusal(
    _ supplier: Company.ID, _ consumer: Company.ID, _ standing: Standing
  ) throws -> any Error {
    let types = (try companyType(supplier), try companyType(consumer))
    guard let first = types.0, let second = types.1 else { return AccessRefusal.notFound }
    if first == .consumer {
      return standing.membership(in: supplier) == nil
        ? AccessRefusal.notFound : AccountRefusal.wrongType(field: "supplier_company_id")
    }
    return second == .supplier
      ? AccountRefusal.wrongType(field: "consumer_company_id") : AccessRefusal.notFound
  }

  /// Appends an audit entry for an account.
  func record(
    _ action: String, _ before: FuelAccount?, _ after: FuelAccount, by actor: Actor,
    at now: Instant
  ) throws {
    try work.record(
      AuditEntry(
        actor: actor, action: action, target: "account:\(after.id)",
        before: before?.auditText, after: after.auditText, at: now))
  }
}

extension FuelAccount {
  fileprivate var auditText: String {
    AuditText([
      ("supplier_company_id", "\(supplierID)"), ("consumer_company_id", "\(consumerID)"),
      ("is_active", "\(isActive)"), ("low_balance_money", lowBalance.map { "\($0)" }),
    ]).text
  }
}
