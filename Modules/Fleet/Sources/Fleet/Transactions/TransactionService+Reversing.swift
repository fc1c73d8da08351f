public import Kernel
import Ledger
import Ports
import Work

extension TransactionService {
  /// Takes back what was sold: the money or the litres return to the account, the litres to the
  /// month of the approval, and a credit note is issued.
  /// - Throws: `AccessRefusal`, `TransactionRefusal.notApproved`, `alreadyReversed`, or the store's
  ///   error.
  public func reverse(
    _ id: FuelTransaction.ID, because reason: String, by caller: FleetCaller,
    once: Once<TransactionView> = .unkeyed
  ) async throws -> TransactionView {
    let now = parts.clock.now()
    return try await store.atomically(once) { transaction in
      guard let facts = try transaction.facts(for: id, by: caller, lockingDriver: true),
        let standing = facts.caller
      else { throw AccessRefusal.notFound }
      try standing.require(.reverse, on: facts.sale)
      var sale = facts.sale
      guard sale.state == .approved else { throw TransactionRefusal.notApproved }
      guard sale.reversedAt == nil else { throw TransactionRefusal.alreadyReversed }
      let year = TimeZoneRules(of: facts.sides.supplier).date(at: now).year
      let number = try transaction.nextReceiptNumber(of: sale.supplierID, in: year)
      try transaction.work.post([sale.refund])
      let note = try transaction.issue(
        .creditNote, of: sale, between: facts.sides, numbered: number(), in: year, parts, at: now)
      let before = sale
      sale.reverse(because: reason, at: now)
      try transaction.count(sale, for: facts.driver, isReversal: true)
      if sale.odometer != nil { try transaction.forgetReading(of: sale) }
      try transaction.end(
        sale, on: facts.sides.account, of: facts.driver,
        news: .transactionReversed(sale, driver: facts.driver.userID))
      try transaction.tell(.receiptIssued(note))
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fleet.transaction.reverse", target: "transaction:\(id)",
          before: before.auditText, after: sale.auditText, at: now))
      return TransactionView(sale, for: standing, at: now)
    }
  }
}

extension FuelTransaction {
  fileprivate var auditText: String {
    AuditText([
      ("status", state.rawValue), ("reversed_at", reversedAt.map { "\($0)" }),
      ("reason", reason), ("receipt", receipt?.number),
    ]).text
  }
}
