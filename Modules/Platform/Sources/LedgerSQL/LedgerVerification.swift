import Kernel
import Ledger
public import Storage

/// Recomputes a ledger from its entries: sums, sequences, balances and the chain of hashes.
public struct LedgerVerification: Sendable, Hashable {
  /// How many accounts were read.
  public private(set) var accounts = 0
  /// How many entries were read.
  public private(set) var entries = 0
  /// How many transfers there are.
  public private(set) var transfers = 0
  /// What does not fit, a sentence each; none when the ledger is whole.
  public private(set) var findings: [String] = []

  private static let pageSize = 2000
  /// A broken ledger is told once, not a million times.
  private static let mostFindings = 100

  /// Reads a whole ledger in one snapshot, page by page; the server may go on posting.
  ///
  /// Blocks; not for the threads that serve requests.
  /// - Throws: the store's error.
  public static func run(on connection: any SQLConnection) throws -> LedgerVerification {
    try connection.readingSnapshot { sql in try run(in: sql) }
  }

  /// Reads a whole ledger within a transaction that sees one snapshot.
  /// - Throws: the store's error.
  public static func run(in sql: any SQLExecutor) throws -> LedgerVerification {
    var verification = LedgerVerification()
    try verification.readAccounts(sql)
    try verification.compareTransfers(sql)
    try verification.compareUnits(sql)
    return verification
  }

  private mutating func report(_ finding: String) {
    if findings.count < Self.mostFindings { findings.append(finding) }
  }

  private mutating func readAccounts(_ sql: any SQLExecutor) throws {
    var last = LedgerAccount.ID(rawValue: 0)
    while true {
      let page = try sql.all(
        LedgerRows.accounts(after: last, limit: Self.pageSize), LedgerRows.account(row:))
      for account in page { try readEntries(of: account, sql) }
      accounts += page.count
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = end.id
    }
  }

  private mutating func readEntries(of account: LedgerAccount, _ sql: any SQLExecutor) throws {
    var replay = LedgerAccount(id: account.id, terms: account.terms)
    while true {
      let page = try sql.all(
        LedgerRows.entries(
          of: account.id, after: replay.lastSequence, limit: Self.pageSize),
        LedgerRows.entry(row:))
      for entry in page { check(entry, against: &replay) }
      entries += page.count
      if page.count < Self.pageSize { break }
    }
    compare(account, with: replay)
  }

  private mutating func check(_ entry: LedgerEntry, against replay: inout LedgerAccount) {
    let line = entry.line
    let name = "entry \(line.sequence) of account \(entry.account)"
    if line.sequence != replay.lastSequence + 1 {
      report("account \(entry.account) has no entry \(replay.lastSequence + 1)")
    }
    if entry.chained(to: replay.lastHash) != entry.hash { report("\(name) does not fit its hash") }
    if line.amount > 0 {
      replay.creditsPosted += line.amount
    } else {
      replay.debitsPosted -= line.amount
    }
    if line.balanceAfter != replay.balance.minorUnits {
      report("\(name) says a balance of \(line.balanceAfter), not \(replay.balance.minorUnits)")
    }
    replay.lastSequence = line.sequence
    replay.lastHash = entry.hash
  }

  private mutating func compare(_ account: LedgerAccount, with replay: LedgerAccount) {
    if account.debitsPosted != replay.debitsPosted
      || account.creditsPosted != replay.creditsPosted
    {
      report(
        "account \(account.id) says debits \(account.debitsPosted) and credits "
          + "\(account.creditsPosted), its entries \(replay.debitsPosted) and "
          + "\(replay.creditsPosted)")
    }
    if account.lastSequence != replay.lastSequence || account.lastHash != replay.lastHash {
      report("account \(account.id) does not end at its last entry")
    }
    if !account.terms.mayOverdraw, account.available.minorUnits < 0 {
      report("account \(account.id) is overdrawn")
    }
  }

  private mutating func compareTransfers(_ sql: any SQLExecutor) throws {
    transfers = try sql.count("SELECT count(*) FROM ledger_transfers")
    if entries != 2 * transfers {
      report("\(transfers) transfers should have made \(2 * transfers) entries, not \(entries)")
    }
    let unmatched = try sql.count(
      """
      SELECT count(*) FROM ledger_transfers AS t WHERE NOT EXISTS (
        SELECT 1 FROM ledger_entries AS e
        WHERE e.account_id = t.debit_account_id AND e.sequence = t.debit_sequence
          AND e.transfer_id = t.id AND e.amount = -t.amount)
      OR NOT EXISTS (
        SELECT 1 FROM ledger_entries AS e
        WHERE e.account_id = t.credit_account_id AND e.sequence = t.credit_sequence
          AND e.transfer_id = t.id AND e.amount = t.amount)
      """)
    if unmatched > 0 { report("\(unmatched) transfers lack an entry that says the same") }
  }

  private mutating func compareUnits(_ sql: any SQLExecutor) throws {
    let lopsided = try sql.all(
      """
      SELECT unit FROM ledger_accounts GROUP BY unit
      HAVING sum(debits_posted) <> sum(credits_posted) ORDER BY unit
      """
    ) { try $0.get(0, as: String.self) }
    for unit in lopsided { report("debits and credits in \(unit) are not equal") }
  }
}

extension SQLExecutor {
  fileprivate func count(_ sql: SQL) throws -> Int {
    Int(try first(sql) { try $0.get(0, as: Int64.self) } ?? 0)
  }
}
