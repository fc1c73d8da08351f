import Kernel
import Ledger
import Storage

/// Orders within one transaction, whoever's it is: their accounts opened and locked, what was
/// stored under their ids read, and the book open in which they are decided.
///
/// A batch of postings and a unit of work go through here alike. Locks are taken in one order:
/// accounts to be opened by their terms, then all accounts by their ids, once. So a transaction
/// opens one book.
struct OpenBook {
  /// The book; what it holds at the end, `write` writes.
  var book: LedgerBook
  /// The orders, in their order, with the accounts that they name.
  let orders: [ResolvedOrder]
  /// What the statements answered that went along with the locks.
  let beside: [[Row]]
  /// Accounts that were passed over because somebody else has locked them. Where it was not waited
  /// for them, one that does not exist looks the same.
  let passedOver: Set<LedgerAccount.ID>

  private let rows: LedgerRows
  private let now: Instant

  /// Opens the book for these orders.
  /// - Parameters:
  ///   - accounts: where ids of accounts are known from, and noted.
  ///   - waiting: what is done about accounts that somebody else has locked.
  ///   - beside: statements that are sent along once the accounts are locked.
  /// - Throws: the store's error, or `UndeclaredUnit`.
  init(
    _ orders: [TransferOrder], in rows: LedgerRows, accounts: OpenedAccounts, ids: any IDSource,
    at now: Instant, waiting: AccountWaiting = .forAll, beside statements: [SQL] = []
  ) throws {
    let resolution = try OrderResolution(orders, in: rows, accounts: accounts, ids: ids, at: now)
    let found = try rows.lock(
      accounts: resolution.accounts, waiting: waiting, transfers: orders.map(\.id),
      holds: resolution.holds, beside: statements)
    passedOver = waiting.passedOver(resolution.accounts, found.accounts, rows.sql.dialect)
    book = LedgerBook(
      accounts: found.accounts, known: found.transfers, ends: found.ends,
      refused: found.refusals)
    self.orders = resolution.orders
    beside = found.beside
    self.rows = rows
    self.now = now
  }

  /// An account of these orders that was passed over, if there is one: they cannot be decided.
  func passedOver(in range: Range<Int>) -> LedgerAccount.ID? {
    guard !passedOver.isEmpty else { return nil }
    for order in orders[range] {
      for case let account? in [order.debit, order.credit] where passedOver.contains(account) {
        return account
      }
    }
    return nil
  }

  /// Decides one order by itself.
  mutating func outcome(of index: Int) -> Result<Transfer, TransferRejection> {
    let order = orders[index]
    return book.outcome(of: order.order, debit: order.debit, credit: order.credit, at: now)
  }

  /// Decides a group of orders: all or none.
  mutating func post(linked range: Range<Int>) throws(GroupRejection) -> [Transfer] {
    try book.post(linked: orders[range], at: now)
  }

  /// Writes what was decided. What comes next in the transaction is sent along with it.
  func write(beside statements: [SQL] = []) throws {
    try rows.write(book, at: now, beside: statements)
  }

  /// Carries out orders in a transaction: all or none.
  /// - Throws: the `TransferRejection` of the order that was refused, or the store's error.
  static func post(
    _ orders: [TransferOrder], in rows: LedgerRows, accounts: OpenedAccounts, ids: any IDSource,
    at now: Instant
  ) throws -> [Transfer] {
    var open = try OpenBook(orders, in: rows, accounts: accounts, ids: ids, at: now)
    let made: [Transfer]
    do throws(GroupRejection) {
      made = try open.post(linked: orders.indices)
    } catch {
      // Kept where the transaction goes on in spite of it.
      try open.write()
      throw error.reason
    }
    try open.write()
    return made
  }
}

/// Which accounts orders name. Those that do not exist yet and are to be opened, are.
private struct OrderResolution {
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
