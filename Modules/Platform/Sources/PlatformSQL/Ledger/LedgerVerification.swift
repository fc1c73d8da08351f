public import Kernel
public import Ledger
public import Storage

/// Recomputes a ledger from its entries: sums, sequences, balances and the chain of hashes; holds
/// what its transfers say against its entries, and its accounts' pending totals against the holds
/// that are open.
///
/// Nothing that it reads is taken for sound: numbers that cannot be added up and rows that cannot
/// be read are findings, too.
public struct LedgerVerification: Sendable, Hashable {
  /// How many accounts were read.
  public private(set) var accounts = 0
  /// How many entries were read.
  public private(set) var entries = 0
  /// How many transfers there are.
  public private(set) var transfers = 0
  /// How many holds are open.
  public internal(set) var openHolds = 0
  /// What does not fit, a sentence each; none when the ledger is whole.
  public private(set) var findings: [String] = []

  static let pageSize = 2000
  /// A broken ledger is told once, not a million times.
  private static let mostFindings = 100

  private let reader: LedgerReader
  /// What is held of and announced to each account, by its open holds.
  var pending: [LedgerAccount.ID: PendingTotals] = [:]

  private let overdrafts: Set<OverdraftPurpose>

  private init(_ units: UnitSet, _ overdrafts: Set<OverdraftPurpose>) {
    reader = LedgerReader(units: units)
    self.overdrafts = overdrafts
  }

  /// Reads a whole ledger in one snapshot, page by page; the server may go on posting.
  ///
  /// Blocks; not for the threads that serve requests.
  /// - Parameters:
  ///   - units: the units that the ledger may meet; any other is a finding.
  ///   - overdrafts: what accounts may be overdrawn for that are not the house's; any other that
  ///     may be is a finding.
  /// - Throws: the store's error.
  public static func run(
    on connection: any SQLConnection, units: UnitSet, overdrafts: Set<OverdraftPurpose>
  ) throws -> LedgerVerification {
    try connection.readingSnapshot { sql in
      try run(in: sql, units: units, overdrafts: overdrafts)
    }
  }

  /// Reads a whole ledger within a transaction that sees one snapshot.
  /// - Throws: the store's error.
  public static func run(
    in sql: any SQLExecutor, units: UnitSet, overdrafts: Set<OverdraftPurpose>
  ) throws -> LedgerVerification {
    var verification = LedgerVerification(units, overdrafts)
    try verification.readHolds(sql)
    try verification.readAccounts(sql)
    try verification.compareTransfers(sql)
    try verification.compareAccounts(sql)
    try verification.compareEnds(sql)
    return verification
  }

  mutating func report(_ finding: String) {
    if findings.count < Self.mostFindings { findings.append(finding) }
  }

  /// Makes values of a page's rows; nil when one of them is not what a ledger writes.
  mutating func page<Value>(
    _ statement: SQL, of what: String, _ sql: any SQLExecutor, _ make: (Row) throws -> Value
  ) throws -> [Value]? {
    let rows = try sql.query(statement)
    do {
      return try rows.map(make)
    } catch {
      report("\(what) cannot be read: \(error)")
      return nil
    }
  }

  private mutating func readAccounts(_ sql: any SQLExecutor) throws {
    var last = LedgerAccount.ID(rawValue: 0)
    // Of each unit, credits less debits, in numbers that no number of accounts can fill.
    var sums: [Unit: Int128] = [:]
    while true {
      let page = try page(
        LedgerRows.accounts(after: last, limit: Self.pageSize), of: "an account after \(last)",
        sql, reader.account(row:))
      guard let page else { return }
      for account in page {
        try readEntries(of: account, sql)
        sums[account.terms.unit, default: 0] +=
          Int128(account.creditsPosted) - Int128(account.debitsPosted)
      }
      accounts += page.count
      guard page.count == Self.pageSize, let end = page.last else { break }
      last = end.id
    }
    for unit in sums.filter({ $0.value != 0 }).keys.map(\.code).sorted() {
      report("debits and credits in \(unit) are not equal")
    }
  }

  private mutating func readEntries(of account: LedgerAccount, _ sql: any SQLExecutor) throws {
    var replay = LedgerAccount(id: account.id, terms: account.terms)
    while true {
      let after = replay.lastSequence
      let page = try page(
        LedgerRows.entries(of: account.id, after: after, limit: Self.pageSize),
        of: "an entry after \(after) of account \(account.id)", sql, LedgerRows.entry(row:))
      guard let page else { break }
      for entry in page { check(entry, against: &replay) }
      entries += page.count
      if page.count < Self.pageSize { break }
    }
    compare(account, with: replay)
  }

  private mutating func check(_ entry: LedgerEntry, against replay: inout LedgerAccount) {
    let line = entry.line
    let name = "entry \(line.sequence) of account \(entry.account)"
    // They are read in ascending order: there is none after the last number.
    if line.sequence != replay.lastSequence &+ 1 {
      report("account \(entry.account) has no entry \(replay.lastSequence &+ 1)")
    }
    if entry.chained(to: replay.lastHash) != entry.hash { report("\(name) does not fit its hash") }
    if !replay.add(line.amount) { report("\(name) makes a total that no account can have") }
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
    let held = pending[account.id] ?? PendingTotals()
    if Int128(account.debitsPending) != held.debits
      || Int128(account.creditsPending) != held.credits
    {
      report(
        "account \(account.id) says pending debits \(account.debitsPending) and credits "
          + "\(account.creditsPending), its open holds \(held.debits) and \(held.credits)")
    }
    if !account.terms.mayOverdraw, account.available.minorUnits < 0 {
      report("account \(account.id) is overdrawn")
    }
    if account.terms.mayOverdraw, account.terms.owner.kind != .house,
      !overdrafts.contains(OverdraftPurpose(of: account.terms))
    {
      report("account \(account.id) may be overdrawn, and is not the house's")
    }
  }

  private mutating func compareTransfers(_ sql: any SQLExecutor) throws {
    transfers = try sql.count("SELECT count(*) FROM ledger_transfers")
    let moving = try sql.count(
      "SELECT count(*) FROM ledger_transfers WHERE step IS NULL OR step = 'settle'")
    if entries != 2 * moving {
      report("\(moving) transfers should have made \(2 * moving) entries, not \(entries)")
    }
    // Both sides at once, so that the engine can read each table from end to end and join them: an
    // entry for each transfer, looked up by itself, takes far longer. No sign is turned of an
    // amount that no transfer has, as the least of all has no opposite.
    let unmatched = try sql.count(
      """
      SELECT count(*) FROM ledger_transfers AS t
      LEFT JOIN ledger_entries AS d
        ON d.account_id = t.debit_account_id AND d.sequence = t.debit_sequence
      LEFT JOIN ledger_entries AS c
        ON c.account_id = t.credit_account_id AND c.sequence = t.credit_sequence
      WHERE (t.step IS NULL OR t.step = 'settle') AND (
        d.transfer_id = t.id AND d.amount = CASE WHEN t.amount > 0 THEN -t.amount END
        AND d.balance_after = t.debit_balance_after
        AND d.counterparty_owner_id = t.credit_owner_id
        AND d.counterparty_kind IS NOT DISTINCT FROM t.credit_owner_kind AND d.kind = t.kind
        AND d.note IS NOT DISTINCT FROM t.note AND d.posted_at = t.posted_at
        AND c.transfer_id = t.id AND c.amount = t.amount
        AND c.balance_after = t.credit_balance_after
        AND c.counterparty_owner_id = t.debit_owner_id
        AND c.counterparty_kind IS NOT DISTINCT FROM t.debit_owner_kind AND c.kind = t.kind
        AND c.note IS NOT DISTINCT FROM t.note AND c.posted_at = t.posted_at) IS NOT TRUE
      """)
    if unmatched > 0 { report("\(unmatched) transfers lack an entry that says the same") }
  }

  /// An account's hashes do not say whose it is, and no entry says its unit; of both the transfers
  /// that it took part in have kept a note.
  private mutating func compareAccounts(_ sql: any SQLExecutor) throws {
    // A transfer says an owner's kind only where the id does not.
    let house = SQLValue.uuid(Owner.house.id)
    let foreign = try sql.count(
      """
      SELECT count(*) FROM ledger_transfers AS t
      LEFT JOIN ledger_accounts AS d ON d.id = t.debit_account_id
      LEFT JOIN ledger_accounts AS c ON c.id = t.credit_account_id
      WHERE (
        d.owner_id = t.debit_owner_id AND d.unit = t.unit
        AND d.owner_kind = coalesce(t.debit_owner_kind,
          CASE WHEN t.debit_owner_id = \(house) THEN 'house' ELSE 'user' END)
        AND c.owner_id = t.credit_owner_id AND c.unit = t.unit
        AND c.owner_kind = coalesce(t.credit_owner_kind,
          CASE WHEN t.credit_owner_id = \(house) THEN 'house' ELSE 'user' END)) IS NOT TRUE
      """)
    if foreign > 0 { report("\(foreign) transfers are not of their accounts' owners and unit") }
  }
}

extension LedgerAccount {
  /// Counts an entry's amount. Answers false when the total leaves its range: it is wrong from then
  /// on.
  fileprivate mutating func add(_ amount: Int64) -> Bool {
    let isOutOfRange: Bool
    if amount > 0 {
      (creditsPosted, isOutOfRange) = creditsPosted.addingReportingOverflow(amount)
    } else {
      (debitsPosted, isOutOfRange) = debitsPosted.subtractingReportingOverflow(amount)
    }
    return !isOutOfRange
  }
}

extension SQLExecutor {
  func count(_ sql: SQL) throws -> Int {
    Int(try first(sql) { try $0.get(0, as: Int64.self) } ?? 0)
  }
}
