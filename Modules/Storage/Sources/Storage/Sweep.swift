/// Removes the expired rows of a table, the oldest first, a slice at a time.
///
/// There may be millions of them when load ends. On SQLite, which has one writer, nobody else could
/// write while one statement removed them all; on Postgres it would hold as many locks.
public struct Sweep: Sendable {
  private let table: SQL
  private let key: SQL
  private let time: SQL

  /// Describes what is swept.
  /// - Parameters:
  ///   - table: the table.
  ///   - key: a column that tells its rows apart.
  ///   - time: the column that orders them by age, which has an index.
  public init(table: SQL, key: SQL, time: SQL) {
    self.table = table
    self.key = key
    self.time = time
  }

  /// Removes at most `limit` expired rows.
  ///
  /// Skips rows that another transaction is removing, so that nobody waits for it. Each engine
  /// needs its own form to look at no other rows: Postgres might join the whole table with a
  /// subquery of IN.
  public func removal(where isOver: SQL, atMost limit: Int, in dialect: Dialect) -> SQL {
    let oldest: SQL = """
      SELECT \(key) FROM \(table)
      WHERE \(isOver)
      ORDER BY \(time)
      LIMIT \(limit)
      \(dialect.lockingFreeRows)
      """
    return "DELETE FROM \(table) WHERE \(key) \(dialect.isAmongRows(of: oldest))"
  }

  /// Removes all expired rows, `slice` a transaction, so that others get their turn in between.
  /// - Returns: how many were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  @discardableResult
  public func run(
    where isOver: SQL, slice: Int, in database: any Database
  ) async throws -> Int {
    let removal = removal(where: isOver, atMost: slice, in: database.dialect)
    var removed = 0
    while true {
      let count = try await database.execute(removal)
      removed += count
      if count < slice { return removed }
    }
  }
}
