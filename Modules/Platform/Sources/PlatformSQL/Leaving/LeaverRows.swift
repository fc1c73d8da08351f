import JSON
public import Kernel
import Ledger
import Ports
import Storage

/// The id of an account of the ledger.
typealias AccountID = LedgerAccount.ID

/// What a `DepartureID` is the id of.
public enum DepartureTag {}
/// The id of an attempt to delete an account.
public typealias DepartureID = Identifier<DepartureTag>

/// Somebody who is leaving or has left, as a database knows it (`platform_leavers`).
struct Leaver: Sendable {
  /// How far it is.
  enum State: String, Sendable, SQLBindable, SQLDecodable {
    /// In the database where the deletion is decided, while contexts of other databases are asked.
    case asking
    /// In another database: its contexts do not object, and keep to that.
    case claimed
    /// The account is deleted. It stays so for ever.
    case left
  }

  let attempt: DepartureID
  let state: State
  /// The context in whose database the deletion is decided.
  let home: String
  /// The accounts that a claim has closed.
  let closed: [AccountID]
}

// A lock on the user, whether there is a row or not: whoever gives a user something that would keep
// them shares it, and who asks whether they may leave has it alone. SQLite has one writer anyway.
extension Leaver {
  /// Locks a user against everybody else.
  static func lock(_ user: UserID, in sql: any SQLExecutor) throws -> Leaver? {
    try read(user, after: "SELECT 1 FROM pg_advisory_xact_lock(\(key(of: user)))", in: sql)
  }

  /// Locks a user who is neither leaving nor gone against everybody else.
  /// - Throws: `NotFound` if they have left, `DeletionUnderWay` if they are leaving.
  static func lockPresent(_ user: UserID, in sql: any SQLExecutor) throws {
    if let known = try lock(user, in: sql) { throw known.refusal }
  }

  /// What another deletion of them is told.
  var refusal: any Error {
    switch state {
    case .left: NotFound()
    case .asking, .claimed: DeletionUnderWay()
    }
  }

  /// Locks a user against leaving.
  static func share(_ user: UserID, in sql: any SQLExecutor) throws -> Leaver? {
    try read(user, after: "SELECT 1 FROM pg_advisory_xact_lock_shared(\(key(of: user)))", in: sql)
  }

  private static func read(
    _ user: UserID, after lock: SQL, in sql: any SQLExecutor
  ) throws -> Leaver? {
    // A statement of its own takes the lock, so that the next one sees what was committed.
    let statements: [SQL] = sql.dialect == .postgres ? [lock, selecting(user)] : [selecting(user)]
    return try sql.pipeline(statements).last?.first.map(Leaver.init(row:))
  }

  /// Ids are random at the end. Two that share a key wait for each other, and that is all.
  private static func key(of user: UserID) -> Int64 {
    Int64(truncatingIfNeeded: user.rawValue)
  }

  /// Reads what is known of a user.
  static func selecting(_ user: UserID) -> SQL {
    "SELECT attempt, state, home, closed_accounts FROM platform_leavers WHERE user_id = \(user)"
  }

  /// Writes a user down, or what became of them.
  func writing(_ user: UserID, at now: Instant) throws -> SQL {
    let accounts = String(
      decoding: try JSONEncoding.encode(closed.map(\.description)), as: UTF8.self)
    return """
      INSERT INTO platform_leavers (user_id, attempt, state, home, closed_accounts, updated_at)
      VALUES (\(user), \(attempt), \(state), \(home), \(accounts), \(now))
      ON CONFLICT (user_id) DO UPDATE SET attempt = excluded.attempt, state = excluded.state,
        home = excluded.home, closed_accounts = excluded.closed_accounts,
        updated_at = excluded.updated_at
      """
  }

  /// Forgets somebody who stays.
  static func removing(_ user: UserID) -> SQL {
    "DELETE FROM platform_leavers WHERE user_id = \(user)"
  }

  init(row: Row) throws {
    let text = try row.get(3, as: String.self)
    let ids = try JSONDecoding.decode([String].self, from: Array(text.utf8))
    self.init(
      attempt: try row.get(0), state: try row.get(1), home: try row.get(2),
      closed: ids.compactMap { AccountID($0) })
  }
}
