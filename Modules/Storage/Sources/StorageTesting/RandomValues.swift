public import Storage

// For tests that fill tables with many rows in one statement:
//
//   INSERT INTO readings (id, value)
//   \(SQL.numbers(to: 5_000)) SELECT \(dialect.randomUUID), i FROM numbers
extension Dialect {
  /// A UUID as a column keeps it, another one for each row.
  public var randomUUID: SQL {
    switch self {
    case .postgres: "gen_random_uuid()"
    case .sqlite: "randomblob(16)"
    }
  }

  /// 32 octets, others for each row.
  public var randomDigest: SQL {
    switch self {
    case .postgres: "sha256(gen_random_uuid()::text::bytea)"
    case .sqlite: "randomblob(32)"
    }
  }
}

extension SQL {
  /// Begins a SELECT that has a table `numbers` with a column `i`, from 1 to `count`.
  public static func numbers(to count: Int) -> SQL {
    """
    WITH RECURSIVE numbers (i) AS (
      SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(count))
    """
  }
}
