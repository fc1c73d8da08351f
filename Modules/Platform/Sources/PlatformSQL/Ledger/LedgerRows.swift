import Kernel
import Ledger
import Storage

/// The ledger's tables within one transaction. A whole batch goes as arrays into one statement a
/// table, on either engine.
struct LedgerRows {
  let sql: any SQLExecutor

  /// What a batch needs to know before it decides.
  struct Found {
    var accounts: [LedgerAccount] = []
    var keys: [IdempotencyRow] = []
    var transfers: [Transfer] = []
    var refusals: [Transfer.ID: TransferRejection] = [:]
  }

  /// Locks the accounts in the order of their ids, then reads what is stored under the keys and
  /// transfer ids: in this order, or two attempts of one posting could both find nothing.
  func lock(
    accounts: Set<LedgerAccount.ID>, keys: [IdempotencyKey], transfers: [Transfer.ID]
  ) throws -> Found {
    let dialect = sql.dialect
    var statements = [
      Self.locked(accounts.sorted(), dialect), Self.transfers(transfers, dialect),
      Self.refusals(transfers, dialect),
    ]
    if !keys.isEmpty { statements.append(IdempotencyRow.of(keys, dialect)) }
    let answers = try sql.pipeline(statements)
    var found = Found()
    found.accounts = try answers[0].map(Self.account(row:))
    found.transfers = try answers[1].map(Self.transfer(row:))
    found.keys = try answers.dropFirst(3).joined().map(IdempotencyRow.init(row:))
    for row in answers[2] {
      let (id, refusal) = try Self.refusal(row: row)
      found.refusals[id] = refusal
    }
    found.transfers = found.transfers.uniqued(by: \.id)
    found.keys = found.keys.uniqued(by: \.scope)
    return found
  }

  func transfers(_ ids: [Transfer.ID]) throws -> [Transfer] {
    ids.isEmpty ? [] : try sql.all(Self.transfers(ids, sql.dialect), Self.transfer(row:))
  }

  /// Opens accounts that do not exist yet; those that do stay as they are.
  func open(_ accounts: [LedgerAccount], at now: Instant) throws {
    _ = try sql.pipeline(accounts.map { Self.opening($0, at: now) })
  }

  func accounts(_ terms: [AccountTerms]) throws -> [LedgerAccount] {
    try sql.pipeline(terms.map(Self.account)).flatMap { try $0.map(Self.account(row:)) }
  }

  /// Writes what the book has posted and refused, and the new keys.
  func write(_ book: LedgerBook, keys: [NewOutcome], at now: Instant) throws {
    let refusals = book.refusals.sorted { $0.key < $1.key }
    let dialect = sql.dialect
    var statements: [SQL] = []
    if !book.transfers.isEmpty {
      statements += [
        Self.updating(book.changedAccounts, dialect), Self.inserting(book.transfers, dialect),
        Self.inserting(book.entries, dialect),
      ]
    }
    if !refusals.isEmpty { statements.append(Self.inserting(refusals, at: now, dialect)) }
    if !keys.isEmpty { statements.append(Self.inserting(keys, at: now, dialect)) }
    try sql.deferred(statements)
  }

  /// Removes answers whose time is over, so that their keys are new again.
  func forget(_ rows: [IdempotencyRow]) throws {
    for row in rows { try sql.execute(IdempotencyRow.removing(row.scope)) }
  }
}

extension Array {
  /// The first element for each key, in order.
  fileprivate func uniqued<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return filter { seen.insert(key($0)).inserted }
  }
}
