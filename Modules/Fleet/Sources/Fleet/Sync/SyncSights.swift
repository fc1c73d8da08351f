public import Kernel

/// Reads the records of a page together, as each of them is read by itself. What the reader may not
/// see is left out.
public struct SyncSights: Sendable {
  private let store: any FleetStore
  private let now: Instant
  private let standing: Standing

  /// Reads for somebody.
  public init(store: any FleetStore, standing: Standing, now: Instant) {
    self.store = store
    self.standing = standing
    self.now = now
  }

  /// Drivers with what this month has brought.
  /// - Throws: the store's error.
  public func drivers(_ ids: [Driver.ID]) async throws -> [DriverSight] {
    var found: [LocalDriver] = []
    for driver in try await store.drivers(ids) {
      let relations = standing.relations(to: driver.driver.id, of: driver.driver.companyID)
      if AccessTable.verdict(on: .readDriver, for: relations) == .allowed { found.append(driver) }
    }
    let use = try await store.use(of: try found.map { try $0.month(at: now) }, at: now)
    return found.map { DriverSight(driver: $0.driver, month: use[$0.driver.id] ?? .none) }
  }

  /// Accounts with what is on them.
  /// - Throws: the store's error.
  public func accounts(_ ids: [FuelAccount.ID]) async throws -> [AccountView] {
    try await store.accounts(ids).filter { view in
      let relations = standing.relations(
        toBetween: view.account.supplierID, and: view.account.consumerID)
      return AccessTable.verdict(on: .readAccount, for: relations) == .allowed
    }
  }

  /// Transactions, and whether they are the reader's to decide.
  /// - Throws: the store's error.
  public func transactions(_ ids: [FuelTransaction.ID]) async throws -> [TransactionView] {
    try await store.transactions(ids).filter { sale in
      let relations = standing.relations(
        toBetween: sale.supplierID, and: sale.consumerID, about: sale.driverID)
      return AccessTable.verdict(on: .readTransaction, for: relations) == .allowed
    }.map { TransactionView($0, for: standing, at: now) }
  }

  /// The cards of companies that a page tells of. Nobody is told of one whose card they may not
  /// have: the log says that they have a part in it.
  /// - Throws: the store's error.
  public func cards(_ ids: [Company.ID]) async throws -> [CompanySight] {
    let others = ids.filter { standing.membership(in: $0) == nil }
    return try await store.companies(others).map {
      CompanySight(company: $0, balances: nil, role: nil)
    }
  }
}
