public import Kernel
public import Ledger
public import Storage

/// What operators ask a ledger about an account. It is read on a connection of their own, within
/// one snapshot; none of it is for requests.
public struct LedgerReport {
  private static let pageSize = 2_000

  private let sql: any SQLExecutor
  private let reader: LedgerReader

  /// Reads within a transaction.
  /// - Parameter units: the units that the ledger may meet.
  public init(_ sql: any SQLExecutor, units: UnitSet) {
    self.sql = sql
    reader = LedgerReader(units: units)
  }

  /// What an account had at an instant.
  public struct Balance: Sendable, Hashable {
    /// Credits less debits that were posted by then.
    public let posted: Money
    /// What holds that were open then kept of it.
    public let held: Money
    /// What could be spent: posted less held.
    public let available: Money
  }

  /// The account of this id, or nil.
  /// - Throws: the store's error, or `UndeclaredUnit`.
  public func account(_ id: LedgerAccount.ID) throws -> LedgerAccount? {
    try sql.first(LedgerRows.account(id), reader.account(row:))
  }

  /// An owner's accounts, of all purposes or of one, in the order of purpose and unit.
  /// - Throws: the store's error, or `UndeclaredUnit`.
  public func accounts(of owner: Owner, code: String? = nil) throws -> [LedgerAccount] {
    try sql.all(LedgerRows.accounts(of: owner), reader.account(row:))
      .filter { code == nil || $0.terms.code == code }
      .sorted { ($0.terms.code, $0.terms.unit.code) < ($1.terms.code, $1.terms.unit.code) }
  }

  /// An account's lines from one instant up to, and without, another, in the order in which they
  /// were posted.
  /// - Throws: the store's error.
  public func lines(
    of account: LedgerAccount.ID, from start: Instant?, to end: Instant?
  ) throws -> [LedgerLine] {
    var lines: [LedgerLine] = []
    var last: Int64 = 0
    while true {
      let page = try sql.all(
        LedgerRows.lines(
          of: account, after: last, from: start ?? .earliest, to: end ?? .latest,
          limit: Self.pageSize),
        LedgerRows.line(row:))
      lines += page
      guard page.count == Self.pageSize, let newest = page.last else { return lines }
      last = newest.sequence
    }
  }

  /// What an account had at an instant, what happened then included.
  /// - Throws: the store's error.
  public func balance(of account: LedgerAccount, at instant: Instant) throws -> Balance {
    let posted = try sum(LedgerRows.posted(to: account.id, until: instant))
    let held = try sum(LedgerRows.held(of: account.id, at: instant))
    let unit = account.terms.unit
    return Balance(
      posted: Money(minorUnits: posted, unit: unit), held: Money(minorUnits: held, unit: unit),
      available: Money(minorUnits: Int64(clamping: Int128(posted) - Int128(held)), unit: unit))
  }

  private func sum(_ statement: SQL) throws -> Int64 {
    try sql.first(statement) { try $0.get(0, as: Int64.self) } ?? 0
  }
}

extension Instant {
  /// Before and after all that a ledger says, and within what both engines can keep.
  fileprivate static let earliest = Instant(milliseconds: 0)
  fileprivate static let latest = Instant(milliseconds: 253_402_300_799_999)
}

// What only operators ask.
extension LedgerRows {
  fileprivate static func lines(
    of account: LedgerAccount.ID, after: Int64, from: Instant, to: Instant, limit: Int
  ) -> SQL {
    """
    SELECT \(lineColumns) FROM ledger_entries
    WHERE account_id = \(account) AND sequence > \(after)
      AND posted_at >= \(from) AND posted_at < \(to)
    ORDER BY sequence LIMIT \(limit)
    """
  }

  fileprivate static func posted(to account: LedgerAccount.ID, until: Instant) -> SQL {
    """
    SELECT CAST(coalesce(sum(amount), 0) AS bigint) FROM ledger_entries
    WHERE account_id = \(account) AND posted_at <= \(until)
    """
  }

  fileprivate static func held(of account: LedgerAccount.ID, at instant: Instant) -> SQL {
    """
    SELECT CAST(coalesce(sum(h.amount), 0) AS bigint) FROM ledger_transfers AS h
    WHERE h.step = 'hold' AND h.debit_account_id = \(account) AND h.posted_at <= \(instant)
      AND NOT EXISTS (
        SELECT 1 FROM ledger_transfers AS e
        WHERE e.pending_id = h.id AND e.pending_id IS NOT NULL AND e.posted_at <= \(instant))
    """
  }
}
