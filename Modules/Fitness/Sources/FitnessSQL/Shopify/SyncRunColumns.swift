import Fitness
import Kernel
import Storage

extension SyncRun {
  /// The columns that a run is read from.
  static var columns: SQL {
    """
    r.id, r.status, r.seen, r.created, r.updated, r.removed, r.error, r.attempt, r.is_followed, \
    r.started_at, r.finished_at
    """
  }

  init(row: Row) throws {
    self.init(
      id: try row["id"], status: try row.word("status"),
      counts: SyncCounts(
        seen: try row["seen"], created: try row["created"], updated: try row["updated"],
        removed: try row["removed"]),
      error: try row["error"], startedAt: try row["started_at"],
      finishedAt: try row["finished_at"], attempt: try row["attempt"],
      isFollowed: try row["is_followed"])
  }
}
