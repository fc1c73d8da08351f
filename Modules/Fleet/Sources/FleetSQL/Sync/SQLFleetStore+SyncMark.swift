import Events
public import Fleet
import Kernel
import PlatformSQL
import Storage

extension SQLFleetStore {
  /// How far the places of changes are good at this moment.
  public func syncMark() async throws -> SyncMark {
    let history = try await SQLTopicHistory(
      database: database, ids: work.ids, clock: work.machineClock)
    let epoch = try await history.ends(of: []).epoch
    let horizon: SQL =
      switch database.dialect {
      case .postgres: "\(Self.oldestUnit), 0"
      case .sqlite: "0, place + 1"
      }
    let mark = try await database.first(
      "SELECT epoch, pruned_until, \(horizon) FROM fleet_sync_store WHERE id = 1"
    ) { row in
      (
        epoch: try row.get(0, as: String.self),
        mark: SyncMark(
          epoch: epoch, horizon: SyncPlace(unit: try row.get(2), place: try row.get(3)),
          prunedUntil: try row.get(1))
      )
    }
    guard let mark else { throw SyncStoreMissing() }
    if mark.epoch != epoch { try await rebase(on: epoch) }
    return mark.mark
  }

  /// The oldest unit of work that may still commit, in this database: a snapshot's own horizon is
  /// that of the cluster, which a backup of another database holds up for hours. Of sessions that
  /// another role has, one cannot see what they do; then the cluster's counts.
  ///
  /// The snapshot is older than what is read of the sessions, so that a unit below `top` is either
  /// among them or has ended before the next statement.
  private static let oldestUnit: SQL = """
    (SELECT coalesce(min(
        CASE
          WHEN session.backend_start IS NULL THEN known.bottom
          WHEN session.backend_xid IS NULL THEN known.top
          WHEN (known.top - session.backend_xid::text::bigint) & 4294967295 < 2147483648
            THEN known.top - ((known.top - session.backend_xid::text::bigint) & 4294967295)
          ELSE known.top
        END), min(known.top))
      FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS bottom,
          pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS top) AS known
        LEFT JOIN pg_stat_activity AS session
          ON session.datname = current_database() AND session.usesysid IS NOT NULL)
    """

  /// The numbers of the units of work of another cluster, whose rows were put here, may be those of
  /// units that are yet to come. They are of the past. What came before what is kept.
  private func rebase(on epoch: String) async throws {
    _ = try await work.transaction { unit in
      let isRebased =
        try unit.sql.first(
          """
          SELECT 1 FROM fleet_sync_store WHERE id = 1 AND epoch <> \(epoch)
          \(unit.sql.dialect.lockingRows)
          """) == nil
      guard !isRebased else { return }
      if unit.sql.dialect == .postgres {
        try unit.sql.execute(
          """
          UPDATE fleet_sync_log AS log SET unit = 0, place = past.place
          FROM (
            SELECT scope_kind, scope_id, entity, record_id,
              row_number() OVER (ORDER BY unit, place) AS place
            FROM fleet_sync_log
            WHERE unit >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS past
          WHERE log.scope_kind = past.scope_kind AND log.scope_id = past.scope_id
            AND log.entity = past.entity AND log.record_id = past.record_id
          """)
      }
      try unit.sql.execute("UPDATE fleet_sync_store SET epoch = \(epoch) WHERE id = 1")
    }
  }
}

/// The log's one row is gone: somebody emptied the table by hand.
struct SyncStoreMissing: Error, CustomStringConvertible {
  /// What to tell the operator.
  var description: String { "fleet_sync_store has no row; restore it from a backup" }
}
