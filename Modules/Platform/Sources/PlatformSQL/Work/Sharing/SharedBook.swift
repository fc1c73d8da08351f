import Kernel
import Ledger
import Storage

/// The ledger in a transaction that units of work share: one book, to which each unit adds its
/// accounts, and which is written once, at the end.
///
/// A unit locks its accounts in the order of their ids, and those of the units before it are locked
/// already. So two such transactions may wait for each other, which ends as every wait for a lock
/// does: the units of one of them are run by themselves.
final class SharedBook {
  private let reader: LedgerReader
  private let ids: any IDSource
  private let opened: OpenedAccounts
  private var book = LedgerBook(accounts: [])

  init(reader: LedgerReader, ids: any IDSource, accounts: OpenedAccounts) {
    self.reader = reader
    self.ids = ids
    opened = accounts
  }

  /// Locks accounts that are not yet, and answers them as the units before left them.
  func accounts(
    _ terms: [AccountTerms], in sql: any SQLExecutor, at now: Instant
  ) throws -> [LedgerAccount] {
    let rows = LedgerRows(sql: sql, reader: reader)
    let missing = terms.filter { opened.id(of: .opening($0)) == nil }
      .sorted { $0.lockOrder < $1.lockOrder }
    if !missing.isEmpty {
      try rows.open(missing.map { LedgerAccount(id: ids.make(), terms: $0) }, at: now)
      opened.add(try rows.accounts(missing))
    }
    let wanted = terms.compactMap { opened.id(of: .opening($0)) }
    let unknown = wanted.filter { book.accounts[$0] == nil }
    if !unknown.isEmpty {
      book.admit(
        accounts: try sql.all(
          LedgerRows.locked(unknown.sorted(), passingOver: false, sql.dialect),
          reader.account(row:)))
    }
    return wanted.compactMap { book.accounts[$0] }
  }

  /// Carries out a unit's orders: all or none.
  /// - Throws: the `TransferRejection` of the order that was refused, or the store's error.
  func post(
    _ orders: [TransferOrder], in sql: any SQLExecutor, at now: Instant
  ) throws -> [Transfer] {
    let rows = LedgerRows(sql: sql, reader: reader)
    let resolution = try OrderResolution(orders, in: rows, accounts: opened, ids: ids, at: now)
    let unknown = resolution.accounts.filter { book.accounts[$0] == nil }
    let found = try rows.lock(
      accounts: unknown, waiting: .forAll, transfers: orders.map(\.id), holds: resolution.holds,
      beside: [])
    book.admit(
      accounts: found.accounts, known: found.transfers, ends: found.ends,
      refused: found.refusals)
    do throws(GroupRejection) {
      return try book.post(linked: resolution.orders[...], at: now)
    } catch {
      throw error.reason
    }
  }

  /// Does something that may fail by itself: the book is then as before.
  func attempt<Value>(_ body: () throws -> Value) throws -> Value {
    let before = book
    do {
      return try body()
    } catch {
      book = before
      throw error
    }
  }

  /// Writes what all units posted.
  func write(in sql: any SQLExecutor, at now: Instant) throws {
    guard !book.transfers.isEmpty || !book.refusals.isEmpty else { return }
    try LedgerRows(sql: sql, reader: reader).write(book, at: now, beside: [])
  }
}
