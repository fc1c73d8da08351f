import Kernel
import Storage

/// The one row of `platform_history`: where the history of all topics ends.
struct HistoryHead: Sendable, Equatable {
  /// The unbroken history that it is the end of.
  var epoch: String
  /// The position of the last event.
  var position: Int64
  /// Until then every topic has a history, whoever follows it.
  var wholeUntil = Instant(milliseconds: 0)

  /// Locks the row, so that whoever adds to the history does so one after the other. If the rows
  /// are not where they were, another epoch begins.
  /// - Throws: the store's error; `HistoryHeadMissing`.
  static func lock(
    _ witness: HistoryWitness, ids: any IDSource, in sql: any SQLExecutor
  ) throws -> HistoryHead {
    let row = try sql.first(
      """
      SELECT epoch, position, whole_until,
        CASE WHEN witness = \(witness.now) THEN 1 ELSE 0 END
      FROM platform_history WHERE id = 1 \(sql.dialect.lockingRows)
      """
    ) {
      (
        head: HistoryHead(
          epoch: try $0.get(0), position: try $0.get(1), wholeUntil: try $0.get(2)),
        isHere: try $0.get(3, as: Int.self) == 1
      )
    }
    guard let row else { throw HistoryHeadMissing() }
    return row.isHere ? row.head : try begin(after: row.head, witness, ids: ids, in: sql)
  }

  /// Begins another epoch. The row is locked.
  static func begin(
    after head: HistoryHead, _ witness: HistoryWitness, ids: any IDSource,
    in sql: any SQLExecutor
  ) throws -> HistoryHead {
    let random = UInt64(truncatingIfNeeded: ids.next())
    var next = head
    next.epoch = String(random, radix: 16)
    try sql.execute(
      """
      UPDATE platform_history SET epoch = \(next.epoch), witness = \(witness.now) WHERE id = 1
      """)
    return next
  }

  /// Marks a database as one whose rows came from elsewhere, such as a backup: whoever opens it
  /// next begins another epoch. Does nothing where there is no history yet.
  static func interrupt(in connection: any SQLExecutor) throws {
    let isThere: SQL =
      switch connection.dialect {
      case .postgres: "SELECT 1 WHERE to_regclass('platform_history') IS NOT NULL"
      case .sqlite: "SELECT 1 FROM sqlite_schema WHERE name = 'platform_history'"
      }
    guard try connection.first(isThere) != nil else { return }
    try connection.execute("UPDATE platform_history SET witness = '' WHERE id = 1")
  }
}

/// The history's one row is gone: somebody emptied the table by hand.
struct HistoryHeadMissing: Error, CustomStringConvertible {
  /// What to tell the operator.
  var description: String { "platform_history has no row; restore it from a backup" }
}
