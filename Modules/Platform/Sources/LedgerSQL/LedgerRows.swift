import Kernel
import Ledger
import Storage

/// The ledger's tables within one transaction.
///
/// Where Postgres takes a whole batch as arrays in one statement, SQLite runs a prepared
/// statement a row: each is the fast way on its engine.
struct LedgerRows {
  let sql: any SQLExecutor

  /// What a batch needs to know before it decides.
  struct Found {
    var accounts: [LedgerAccount] = []
    var keys: [StoredOutcome] = []
    var transfers: [Transfer] = []
    var refusals: [Transfer.ID: Refusal] = [:]
  }

  /// Locks the accounts in the order of their ids, then reads what is stored under the keys and
  /// transfer ids: in this order, or two attempts of one posting could both find nothing.
  func lock(
    accounts: Set<LedgerAccount.ID>, keys: [RetryKey], transfers: [Transfer.ID]
  ) throws -> Found {
    let ids = accounts.sorted()
    var found = Found()
    switch sql.dialect {
    case .postgres:
      let answers = try sql.pipeline([
        Self.locked(ids), Self.retryKeys(keys), Self.transfers(transfers),
        Self.refusals(transfers),
      ])
      found.accounts = try answers[0].map(Self.account(row:))
      found.keys = try answers[1].map(Self.storedOutcome)
      found.transfers = try answers[2].map(Self.transfer(row:))
      for row in answers[3] {
        let (id, refusal) = try Self.refusal(row: row)
        found.refusals[id] = refusal
      }
    case .sqlite:
      found.accounts = try ids.compactMap { try sql.first(Self.account($0), Self.account(row:)) }
      found.keys = try keys.compactMap { try sql.first(Self.retryKey($0), Self.storedOutcome) }
      found.transfers = try self.transfers(transfers)
      for id in transfers {
        found.refusals[id] = try sql.first(Self.refusal(of: id), Self.refusal(row:))?.1
      }
    }
    found.transfers = found.transfers.uniqued(by: \.id)
    found.keys = found.keys.uniqued(by: \.scope)
    return found
  }

  func transfers(_ ids: [Transfer.ID]) throws -> [Transfer] {
    switch sql.dialect {
    case .postgres:
      ids.isEmpty ? [] : try sql.all(Self.transfers(ids), Self.transfer(row:))
    case .sqlite:
      try ids.uniqued(by: \.self).compactMap {
        try sql.first(Self.transfer($0), Self.transfer(row:))
      }
    }
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
    switch sql.dialect {
    case .postgres:
      var statements: [SQL] = []
      if !book.transfers.isEmpty {
        statements += [
          Self.updating(book.changedAccounts), Self.inserting(book.transfers),
          Self.inserting(book.entries),
        ]
      }
      if !refusals.isEmpty { statements.append(Self.inserting(refusals, at: now)) }
      if !keys.isEmpty { statements.append(Self.inserting(keys, at: now)) }
      try sql.later(statements)
    case .sqlite:
      for account in book.changedAccounts { try sql.execute(Self.updating(account)) }
      for transfer in book.transfers { try sql.execute(Self.inserting(transfer)) }
      for entry in book.entries { try sql.execute(Self.inserting(entry)) }
      for (id, refusal) in refusals { try sql.execute(Self.inserting(id, refusal, at: now)) }
      for key in keys { try sql.execute(Self.inserting(key, at: now)) }
    }
  }

  /// Removes outcomes whose time is over, so that their keys are new again.
  func forget(_ outcomes: [StoredOutcome]) throws {
    for outcome in outcomes {
      try sql.execute(
        """
        DELETE FROM platform_retry_keys
        WHERE owner_id = \(outcome.scope.owner) AND route = \(outcome.scope.route)
          AND key = \(outcome.scope.key)
        """)
    }
  }
}

extension Array {
  /// The first element for each key, in order.
  fileprivate func uniqued<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return filter { seen.insert(key($0)).inserted }
  }
}
