public import Kernel
public import Ports
public import Storage

/// An audit entry with its place in the trail of its database.
public struct LoggedEntry: Sendable, Hashable {
  /// Its number in the trail.
  public let sequence: Int64
  /// The entry, its action and target by their names of today.
  public let entry: AuditEntry

  /// An entry at its place.
  public init(sequence: Int64, entry: AuditEntry) {
    self.sequence = sequence
    self.entry = entry
  }
}

/// The audit trail of one database as administrators read it: newest first, by what they look for.
public struct AuditLog: Sendable {
  private let database: any Database

  /// The audit trail of this database, which has the platform's tables.
  public init(database: any Database) {
    self.database = database
  }

  /// Entries that fit a filter, newest first: by time, then by number.
  /// - Parameters:
  ///   - before: the time and the number that they come before; nil for the newest.
  public func entries(
    matching filter: AuditFilter, before: (at: Instant, sequence: Int64)?, limit: Int
  ) async throws -> [LoggedEntry] {
    let window = filter.window(before: before)
    let arms = filter.arms.map { arm -> SQL in
      """
      SELECT sequence, actor_id, action, target, before, after, address, user_agent, request_id,
        at, hash
      FROM platform_audit
      WHERE \(arm)\(window)
      ORDER BY at DESC, sequence DESC
      LIMIT \(limit)
      """
    }
    // Each arm is read in the order of an index, and they have no row in common.
    let statement: SQL =
      arms.count == 1
      ? arms[0]
      : """
      SELECT * FROM (
        \(SQL.joined(arms.map { "SELECT * FROM (\($0)) AS arm" as SQL }, separator: " UNION ALL "))
      ) AS arms
      ORDER BY at DESC, sequence DESC
      LIMIT \(limit)
      """
    return try await database.all(
      statement, expected: filter.isSimple ? .short : .long, LoggedEntry.init(row:))
  }

  /// The entry of a number; nil where there is none.
  public func entry(_ sequence: Int64) async throws -> LoggedEntry? {
    try await database.first(
      """
      SELECT sequence, actor_id, action, target, before, after, address, user_agent, request_id,
        at, hash
      FROM platform_audit WHERE sequence = \(sequence)
      """, LoggedEntry.init(row:))
  }
}

extension LoggedEntry {
  fileprivate init(row: Row) throws {
    let (sequence, entry, _) = try AuditTrail.row(row)
    self.init(
      sequence: sequence,
      entry: AuditEntry(
        actor: entry.actor, action: AuditNames.shown(action: entry.action),
        target: AuditNames.shown(target: entry.target), before: entry.before, after: entry.after,
        at: entry.at))
  }
}
