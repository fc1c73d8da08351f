public import Fleet
public import Kernel
import PlatformSQL
import Storage
import Work

extension SQLFleetStore {
  /// What became of changes that a user pushed before.
  public func pushed(
    _ changes: [PushedChange.ID], by user: UserID
  ) async throws -> [PushedChange.ID: PushedChange] {
    guard !changes.isEmpty else { return [:] }
    let rows = try await database.query(
      """
      SELECT change_id, entity, record_id, version, status, code, errors
      FROM fleet_sync_changes
      WHERE user_id = \(user) AND change_id \(database.dialect.isAmong(changes.sqlValue))
      """)
    var kept: [PushedChange.ID: PushedChange] = [:]
    for row in rows { kept[try row["change_id"]] = try PushedChange(row: row) }
    return kept
  }

  /// Keeps what became of a change that had no effect.
  public func keep(
    _ change: PushedChange, _ id: PushedChange.ID, by user: UserID, at now: Instant
  ) async throws -> PushedChange {
    var version: Int64?
    var conflict: SyncConflict?
    switch change.outcome {
    case .applied(let made): version = made
    case .refused(let refused): conflict = refused
    }
    let row: SQL = """
      INSERT INTO fleet_sync_changes (user_id, change_id, entity, record_id, version, status, code,
        errors, pushed_at)
      VALUES (\(user), \(id), \(change.record.entity.rawValue), \(change.record.id), \(version),
        \(conflict?.status), \(conflict?.code), \(conflict?.errors), \(now))
      ON CONFLICT DO NOTHING
      """
    let isNew = try await work.transaction(Once<Int>.unkeyed) { unit in
      try unit.requirePresent([user])
      return try unit.sql.execute(row)
    }
    guard isNew == 0 else { return change }
    return try await pushed([id], by: user)[id] ?? change
  }

  /// Forgets deletions and pushed changes that are older than is promised.
  public func forgetChanges(deletedBefore: Instant, pushedBefore: Instant) async throws {
    try await database.execute(
      """
      UPDATE fleet_sync_store SET pruned_until = \(deletedBefore)
      WHERE id = 1 AND pruned_until < \(deletedBefore)
      """)
    // A unit of work may have noted what it committed later: a day is more than any takes.
    let gone = deletedBefore.adding(seconds: -86_400)
    try await forget(
      "fleet_sync_log", "scope_kind, scope_id, entity, record_id", by: "changed_at",
      where: "is_deleted AND changed_at < \(gone)")
    try await forget(
      "fleet_sync_changes", "user_id, change_id", by: "pushed_at",
      where: "pushed_at < \(pushedBefore)")
  }

  /// Removes rows, the oldest first, some at a time, so that others get their turn in between.
  private func forget(
    _ table: SQL, _ key: SQL, by time: SQL, where isOver: SQL
  ) async throws {
    let slice = 1_000
    let removal: SQL = """
      DELETE FROM \(table) WHERE (\(key)) IN (
        SELECT \(key) FROM \(table) WHERE \(isOver) ORDER BY \(time) LIMIT \(slice)
        \(database.dialect.lockingFreeRows))
      """
    while try await database.execute(removal) == slice {}
  }
}

extension PushedChange {
  init(row: Row) throws {
    let record = SyncRecord(try row.word("entity"), try row["record_id"])
    guard let status = try row.get("status", as: Int?.self) else {
      self.init(record: record, outcome: .applied(version: try row["version"]))
      return
    }
    self.init(
      record: record,
      outcome: .refused(
        SyncConflict(status: status, code: try row["code"], errors: try row["errors"])))
  }
}
