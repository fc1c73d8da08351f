import Events
import Kernel
import Storage

/// The events of one subscriber and one aggregate, which are acted on in order. The first one alone
/// has a time at which it is due; the others wait for their turn, and nobody looks at them.
struct EventLine: Hashable {
  let subscriber: String
  let context: String
  let aggregate: String

  /// When rows are due whose turn has not come: never, on both engines.
  static let notYet = Instant(milliseconds: 253_402_300_799_000)

  /// Locks the last row of each line, and answers the lines that have one. Until the transaction
  /// ends, none of them gets to its end: who removes a last row finds what was added behind it.
  ///
  /// A row that somebody has locked is passed over, and its line is not among those answered. What
  /// is added to it is due at once then, and stands in line until its turn comes.
  static func lockEnds(of lines: Set<EventLine>, in sql: any SQLExecutor) throws -> Set<EventLine> {
    let lines = Array(lines)
    let named = sql.dialect.unnest(
      [
        .texts(lines.map(\.subscriber)), .texts(lines.map(\.context)),
        .texts(lines.map(\.aggregate)),
      ], as: "line")
    let ends: SQL = """
      SELECT (
        SELECT max(sequence) FROM platform_event_deliveries
        WHERE subscriber = line.c1 AND context = line.c2 AND aggregate = line.c3)
      FROM \(named)
      """
    return Set(
      try sql.all(
        """
        SELECT subscriber, context, aggregate FROM platform_event_deliveries
        WHERE sequence \(sql.dialect.isAmongRows(of: ends))
        ORDER BY sequence \(sql.dialect.lockingFreeRows)
        """
      ) {
        EventLine(
          subscriber: try $0.get(0), context: try $0.get(1), aggregate: try $0.get(2))
      })
  }

  /// Has the first row come to its turn, unless it has already.
  func advancing(at now: Instant) -> SQL {
    """
    UPDATE platform_event_deliveries SET due_at = \(now)
    WHERE sequence = (
        SELECT min(sequence) FROM platform_event_deliveries
        WHERE subscriber = \(subscriber) AND context = \(context) AND aggregate = \(aggregate))
      AND due_at = \(Self.notYet)
    """
  }

  /// Has the first rows of all lines come to their turn that have not. A server of the release
  /// before removes rows and moves no line on.
  static func advanceAll(in database: any Database, at now: Instant) async throws {
    let waiting: SQL = "SELECT 1 FROM platform_event_deliveries WHERE due_at = \(notYet) LIMIT 1"
    guard try await database.first(waiting) != nil else { return }
    try await database.execute(
      """
      UPDATE platform_event_deliveries SET due_at = \(now)
      WHERE due_at = \(notYet) AND sequence IN (
        SELECT min(sequence) FROM platform_event_deliveries
        GROUP BY subscriber, context, aggregate)
      """)
  }
}
