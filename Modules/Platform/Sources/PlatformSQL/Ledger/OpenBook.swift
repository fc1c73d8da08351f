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
