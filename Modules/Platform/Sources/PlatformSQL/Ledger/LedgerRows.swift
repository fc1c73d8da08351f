import Kernel
import Ledger
import Storage

/// The ledger's tables within one transaction. A whole batch goes as arrays into one statement a
/// table, on either engine.
struct LedgerRows {
  let sql: any SQLExecutor
  let reader: LedgerReader

  /// What has to be known before orders are decided.
  struct Found {
    var accounts: [LedgerAccount] = []
    var transfers: [Transfer] = []
    var ends: [Transfer] = []
    var refusals: [Transfer.ID: TransferRejection] = [:]
    /// What the statements that went along answered.
    var beside: [[Row]] = []
  }

  /// Locks the accounts in the order of their ids, then reads what is stored under the transfers'
  /// ids, what ended the holds, and what else is asked for: in this order, or two attempts of one
  /// posting could both find nothing.
  func lock(
    accounts: Set<LedgerAccount.ID>, waiting: AccountWaiting, transfers: [Transfer.ID],
    holds: [Transfer.ID], beside: [SQL]
  ) throws -> Found {
    let dialect = sql.dialect
    if case .forOne(let account) = waiting {
      _ = try sql.query(Self.locked([account], passingOver: false, dialect))
    }
    var statements = [
      Self.locked(accounts.sorted(), passingOver: waiting != .forAll, dialect),
      Self.transfers(transfers + holds, dialect), Self.refusals(transfers, dialect),
    ]
    if !holds.isEmpty { statements.append(Self.ends(of: holds, dialect)) }
    let own = statements.count
    let answers = try sql.pipeline(statements + beside)
    var found = Found()
    found.accounts = try answers[0].map(reader.account(row:))
    found.transfers = try answers[1].map(reader.transfer(row:)).uniqued(by: \.id)
    for row in answers[2] {
      let (id, refusal) = try Self.refusal(row: row)
      found.refusals[id] = refusal
    }
    if !holds.isEmpty { found.ends = try answers[3].map(reader.transfer(row:)) }
    found.beside = Array(answers.dropFirst(own))
    return found
  }

  func transfers(_ ids: [Transfer.ID]) throws -> [Transfer] {
    ids.isEmpty ? [] : try sql.all(Self.transfers(ids, sql.dialect), reader.transfer(row:))
  }

  /// Opens accounts that do not exist yet; those that do stay as they are.
  func open(_ accounts: [LedgerAccount], at now: Instant) throws {
    _ = try sql.pipeline(accounts.map { Self.opening($0, at: now) })
  }

  func accounts(_ terms: [AccountTerms]) throws -> [LedgerAccount] {
    try sql.pipeline(terms.map(Self.account)).flatMap { try $0.map(reader.account(row:)) }
  }

  /// Writes what the book has posted and refused, and what else there is to write.
  func write(_ book: LedgerBook, at now: Instant, beside: [SQL]) throws {
    let refusals = book.refusals.sorted { $0.key < $1.key }
    let dialect = sql.dialect
    var statements: [SQL] = []
    if !book.transfers.isEmpty {
      if book.transfers.allSatisfy(\.isPlain) {
        statements += [
          Self.updating(book.changedAccounts, dialect), Self.inserting(book.transfers, dialect),
          Self.inserting(book.entries, dialect),
        ]
      } else {
        statements += writingSteps(book)
      }
    }
    if !refusals.isEmpty { statements.append(Self.inserting(refusals, at: now, dialect)) }
    try sql.deferred(statements + beside)
  }

  /// On Postgres many transfers, of all steps and owners, are one statement. Otherwise what is not
  /// plain goes row by row: SQLite's statements have fewer arrays than columns, and cost little.
  private func writingSteps(_ book: LedgerBook) -> [SQL] {
    let dialect = sql.dialect
    var statements = [Self.updatingAll(book.changedAccounts, dialect)]
    if dialect == .postgres, book.transfers.count > Self.fewTransfers {
      statements.append(Self.insertingAll(book.transfers))
    } else {
      let plain = book.transfers.filter(\.isPlain)
      if !plain.isEmpty { statements.append(Self.inserting(plain, dialect)) }
      statements += book.transfers.filter { !$0.isPlain }.map { Self.inserting($0) }
    }
    if !book.entries.isEmpty {
      statements.append(Self.insertingWithKinds(book.entries, dialect))
    }
    return statements
  }

  /// So many transfers go row by row.
  private static let fewTransfers = 2

  /// Removes answers whose time is over, so that their keys are new again.
  func forget(_ rows: [IdempotencyRow]) throws {
    for row in rows { try sql.execute(IdempotencyRow.removing(row.scope)) }
  }
}

extension Array {
  /// The first element for each key, in order.
  func uniqued<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return filter { seen.insert(key($0)).inserted }
  }
}
