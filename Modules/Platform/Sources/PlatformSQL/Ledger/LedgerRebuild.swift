import Crypto
public import Kernel
public import Ledger
public import Storage

/// Recomputes every total of a ledger from its transfers and entries, and tells where an account
/// says otherwise. Nothing is written: the database lets totals only grow, and a total that is
/// wrong is a matter for people.
public struct LedgerRebuild {
  /// A total that an account says, beside what it should be.
  public struct Difference: Sendable, Hashable {
    /// The account.
    public let account: LedgerAccount.ID
    /// The column of `ledger_accounts`.
    public let total: String
    /// What stands there.
    public let stored: String
    /// What its entries make of it; nil for what entries do not tell.
    public let fromEntries: String?
    /// What its transfers make of it; nil for what transfers do not tell.
    public let fromTransfers: String?
  }

  private static let pageSize = 2_000

  private let sql: any SQLExecutor
  private let reader: LedgerReader
  private var posted: [LedgerAccount.ID: PendingTotals] = [:]
  private var pending: [LedgerAccount.ID: PendingTotals] = [:]
  private var differences: [Difference] = []

  private init(_ sql: any SQLExecutor, _ units: UnitSet) {
    self.sql = sql
    reader = LedgerReader(units: units)
  }

  /// Reads a whole ledger within a transaction that sees one snapshot. It keeps some numbers of
  /// each account in memory.
  /// - Returns: what differs, in the order of the accounts.
  /// - Throws: the store's error, or what a row that no ledger writes throws.
  public static func differences(
    in sql: any SQLExecutor, units: UnitSet
  ) throws -> [Difference] {
    var rebuild = LedgerRebuild(sql, units)
    try rebuild.addTransfers()
    try rebuild.addHolds()
    try rebuild.compareAccounts()
    return rebuild.differences
  }

  private mutating func addTransfers() throws {
    var last = Transfer.ID(rawValue: 0)
    while true {
      let rows = try sql.query(LedgerRows.movements(after: last, limit: Self.pageSize))
      for row in rows {
        last = try row.get(0, as: Transfer.ID.self)
        let amount = Int128(try row.get(3, as: Int64.self))
        let (debit, credit) = (
          try row.get(1, as: LedgerAccount.ID.self), try row.get(2, as: LedgerAccount.ID.self)
        )
        posted[debit, default: PendingTotals()].debits += amount
        posted[credit, default: PendingTotals()].credits += amount
      }
      if rows.count < Self.pageSize { return }
    }
  }

  private mutating func addHolds() throws {
    var last = OpenHold.first
    while true {
      let page = try sql.all(
        OpenHold.page(after: last, limit: Self.pageSize), OpenHold.init(row:))
      for hold in page where !hold.isEnded {
        pending[hold.debit, default: PendingTotals()].debits += Int128(hold.amount)
        pending[hold.credit, default: PendingTotals()].credits += Int128(hold.amount)
      }
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = end
    }
  }

  private mutating func compareAccounts() throws {
    var last = LedgerAccount.ID(rawValue: 0)
    while true {
      let page = try sql.all(
        LedgerRows.accounts(after: last, limit: Self.pageSize), reader.account(row:))
      for account in page { try compare(account) }
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = end.id
    }
  }

  private mutating func compare(_ account: LedgerAccount) throws {
    let entries = try BookTotals(of: account.id, in: sql, pageSize: Self.pageSize)
    let moved = posted[account.id] ?? PendingTotals()
    let held = pending[account.id] ?? PendingTotals()
    func note(_ total: String, _ stored: Int64, _ entries: Int128?, _ transfers: Int128?) {
      let isRight = [entries, transfers].allSatisfy { $0 == nil || $0 == Int128(stored) }
      guard !isRight else { return }
      differences.append(
        Difference(
          account: account.id, total: total, stored: "\(stored)",
          fromEntries: entries.map { "\($0)" }, fromTransfers: transfers.map { "\($0)" }))
    }
    note("debits_posted", account.debitsPosted, entries.debits, moved.debits)
    note("credits_posted", account.creditsPosted, entries.credits, moved.credits)
    note("debits_pending", account.debitsPending, nil, held.debits)
    note("credits_pending", account.creditsPending, nil, held.credits)
    note("last_sequence", account.lastSequence, Int128(entries.last), nil)
    if account.lastHash != entries.hash {
      differences.append(
        Difference(
          account: account.id, total: "last_hash", stored: Hex.encode(account.lastHash),
          fromEntries: Hex.encode(entries.hash), fromTransfers: nil))
    }
  }
}

/// What the entries of one account add up to.
private struct BookTotals {
  private(set) var debits: Int128 = 0
  private(set) var credits: Int128 = 0
  private(set) var last: Int64 = 0
  private(set) var hash = LedgerEntry.chainStart

  init(of account: LedgerAccount.ID, in sql: any SQLExecutor, pageSize: Int) throws {
    while true {
      let page = try sql.all(
        LedgerRows.entries(of: account, after: last, limit: pageSize), LedgerRows.entry(row:))
      for entry in page {
        let amount = Int128(entry.line.amount)
        if amount < 0 { debits -= amount } else { credits += amount }
        hash = entry.chained(to: hash)
        last = entry.line.sequence
      }
      if page.count < pageSize { return }
    }
  }
}

extension LedgerRows {
  /// The transfers that moved value, in the order of their ids.
  fileprivate static func movements(after id: Transfer.ID, limit: Int) -> SQL {
    """
    SELECT id, debit_account_id, credit_account_id, amount FROM ledger_transfers
    WHERE id > \(id) AND (step IS NULL OR step = 'settle') ORDER BY id LIMIT \(limit)
    """
  }
}
