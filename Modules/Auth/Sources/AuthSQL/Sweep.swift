import Storage

/// Clears away what has run out, the oldest first and so many rows at a time.
///
/// After hours of load that are followed by quiet there may be millions of them. On SQLite, which
/// has one writer, nobody else would write while one statement removed them all; on Postgres it
/// would hold as many locks.
struct Sweep {
  private let table: SQL
  private let key: SQL
  private let time: SQL

  static let challenges = Sweep(table: "auth_mfa_challenges", key: "hash", time: "expires_at")
  static let mailTokens = Sweep(table: "auth_mail_tokens", key: "hash", time: "expires_at")
  static let pinTokens = Sweep(table: "auth_pin_tokens", key: "hash", time: "expires_at")
  static let redeemedCodes = Sweep(table: "auth_redeemed_codes", key: "nonce", time: "expires_at")
  static let attempts = Sweep(table: "auth_failures", key: "key", time: "window_start")
  static let notices = Sweep(table: "auth_notices", key: "sequence", time: "at")

  /// How many rows go along with another row's coming. As one comes and many go, what has run out
  /// gets less in the long run.
  static let few = 100
  /// How many rows go in a transaction of their own.
  static let many = 2_000

  /// Removes at most `limit` of the rows that are over.
  ///
  /// Rows that another transaction is removing are passed over, so that nobody waits for it. The
  /// engines are told in different words to look at no more than these rows: Postgres might join
  /// the whole table with a subquery of IN.
  func removal(where isOver: SQL, atMost limit: Int, in dialect: Dialect) -> SQL {
    let oldest: SQL = """
      SELECT \(key) FROM \(table)
      WHERE \(isOver)
      ORDER BY \(time)
      LIMIT \(limit)
      \(dialect.lockingFreeRows)
      """
    return switch dialect {
    case .postgres: "DELETE FROM \(table) WHERE \(key) = ANY (ARRAY(\(oldest)))"
    case .sqlite: "DELETE FROM \(table) WHERE \(key) IN (\(oldest))"
    }
  }
}
