import Kernel
import Ledger
import Work

// What the steps of a transaction do beside its row.
extension FleetTransaction {
  /// Holds what a request costs.
  /// - Returns: what was available before; nil where nobody wants to hear of a low balance.
  /// - Throws: `TransactionRefusal.insufficientFunds`, `idTaken`, or the store's error.
  func hold(_ sale: FuelTransaction, on account: FuelAccount) throws -> Money? {
    let wallet = FleetLedger.wallet(of: account.id, in: sale.settlement.unit)
    let mark = sale.settlement == .money ? account.lowBalance : nil
    let before = try mark.flatMap { _ in try work.available(in: sale.ledgerAccounts)[wallet] }
    do {
      try work.post([sale.hold])
    } catch TransferRejection.exceedsBalance {
      throw TransactionRefusal.insufficientFunds(
        available: try available(on: account.id, in: sale.settlement.unit))
    } catch TransferRejection.existsWithDifferentTerms {
      throw TransactionRefusal.idTaken
    } catch TransferRejection.totalOutOfRange {
      throw TransactionRefusal.totalOutOfRange
    }
    return before
  }

  /// Keeps a request whose cost is held, and tells of it.
  /// - Parameter before: what was available before the hold.
  /// - Throws: the store's error; that of an id which somebody took meanwhile may come last.
  func open(
    _ sale: FuelTransaction, on account: FuelAccount, of driver: Driver, before: Money?
  ) throws {
    try insert(sale)
    try tell(.transactionRequested(sale, driver: driver.userID))
    if !sale.flags.isEmpty { try tell(.driverLimitAlert(driver, sale)) }
    if let before {
      try warn(of: account, from: before, by: sale.amount.charge(in: sale.settlement))
    }
    try note(sale)
    try note(account)
    // It waits in their month.
    try note(driver)
  }

  /// Keeps a transaction that was decided, and tells of it.
  func end(
    _ sale: FuelTransaction, on account: FuelAccount?, of driver: Driver, news: FleetNews
  ) throws {
    try update(sale)
    try tell(news)
    try note(sale)
    if let account { try note(account) }
    try note(driver)
  }

  /// Adds to what a driver was served, or takes off it.
  func count(_ sale: FuelTransaction, for driver: Driver, isReversal: Bool = false) throws {
    let sign: Int64 = isReversal ? -1 : 1
    try add(
      .liters(hundredths: sign * sale.amount.liters.minorUnits),
      .dinars(centimes: sign * sale.amount.chargedMoney.minorUnits), to: driver.id)
  }

  /// Tells of a balance that falls below its mark: once, as it does.
  /// - Parameters:
  ///   - before: what was available before.
  ///   - amount: what it is less.
  func warn(of account: FuelAccount, from before: Money, by amount: Money) throws {
    let after = Money(minorUnits: before.minorUnits - amount.minorUnits, unit: before.unit)
    guard let mark = account.lowBalance, before.minorUnits >= mark.minorUnits,
      after.minorUnits < mark.minorUnits
    else { return }
    try tell(.balanceLow(account, available: after))
  }

  /// Notes for clients that a transaction is another one than it was.
  func note(_ sale: FuelTransaction) throws {
    try noteChange(SyncChange(.transaction, sale.id, version: sale.version, for: sale.scopes))
  }

  /// Notes for clients that an account is another one than it was, or its sums are.
  func note(_ account: FuelAccount) throws {
    try noteChange(
      SyncChange(
        .account, account.id, version: account.version,
        for: [.company(account.supplierID), .company(account.consumerID)]))
  }
}
