import Kernel
import Ledger
import Storage

/// Which accounts orders name. Those that do not exist yet and are to be opened, are.
struct OrderResolution {
  private(set) var orders: [ResolvedOrder] = []
  /// The holds that the orders end.
  private(set) var holds: [Transfer.ID] = []

  /// Every account that was found.
  var accounts: Set<LedgerAccount.ID> {
    Set(orders.lazy.flatMap { [$0.debit, $0.credit].compactMap(\.self) })
  }

  init(
    _ orders: [TransferOrder], in rows: LedgerRows, accounts: OpenedAccounts, ids: any IDSource,
    at now: Instant
  ) throws {
    self.orders.reserveCapacity(orders.count)
    var missing: [AccountTerms] = []
    for order in orders {
      let found = ResolvedOrder(
        order, debit: accounts.id(of: order.debit), credit: accounts.id(of: order.credit))
      for case (.opening(let terms), nil) in [
        (order.debit, found.debit), (order.credit, found.credit),
      ] where !missing.contains(terms) {
        missing.append(terms)
      }
      if let hold = order.step.hold { holds.append(hold) }
      self.orders.append(found)
    }
    if !missing.isEmpty {
      // In one order in every transaction, so that two of them cannot wait for each other.
      missing.sort { $0.lockOrder < $1.lockOrder }
      try rows.open(missing.map { LedgerAccount(id: ids.make(), terms: $0) }, at: now)
      accounts.add(try rows.accounts(missing))
      self.orders = orders.map {
        ResolvedOrder($0, debit: accounts.id(of: $0.debit), credit: accounts.id(of: $0.credit))
      }
    }
    holds = holds.uniqued(by: \.self)
    // Where all accounts are named, the holds are read with the locks.
    if orders.contains(where: \.takesAccountsOfHold) { try findHolds(in: rows) }
  }

  /// Finds the accounts of orders that take those of a hold, from this very batch or from before:
  /// a hold never changes, so it may be read before anything is locked.
  private mutating func findHolds(in rows: LedgerRows) throws {
    var sides: [Transfer.ID: (debit: LedgerAccount.ID?, credit: LedgerAccount.ID?)] = [:]
    for order in orders where order.order.step.hold == nil {
      sides[order.order.id] = (order.debit, order.credit)
    }
    for hold in try rows.transfers(holds) {
      sides[hold.id] = (hold.debit.account, hold.credit.account)
    }
    orders = orders.map { resolved in
      let order = resolved.order
      guard let hold = order.step.hold.flatMap({ sides[$0] }) else { return resolved }
      return ResolvedOrder(
        order, debit: order.debit == .ofHold ? hold.debit : resolved.debit,
        credit: order.credit == .ofHold ? hold.credit : resolved.credit)
    }
  }
}

extension TransferOrder {
  /// Whether it leaves it to the hold that it ends which accounts it moves between.
  fileprivate var takesAccountsOfHold: Bool {
    step.hold != nil && (debit == .ofHold || credit == .ofHold)
  }
}

extension AccountTerms {
  /// Where accounts with these terms come among those that are opened.
  var lockOrder: (UInt128, String, String, String) {
    (owner.id, owner.kind.description, code, unit.code)
  }
}
