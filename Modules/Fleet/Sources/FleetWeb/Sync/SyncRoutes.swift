import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// Pushes what a client changed, and pulls what others did.
func syncRoute(
  pusher: ChangePusher, puller: SyncPuller, records: RecordReader, clock: any WallClock
) -> Route {
  Route.post(
    "/sync", permission: .readFleet,
    summary: "Push changes made offline, and pull what changed",
    refusals: [SyncRefusal.self, UserLeaving.self]
  ) { (caller, input: SyncInput) in
    guard input.changes.count <= SyncInput.mostChanges else { throw SyncRefusal.tooManyChanges }
    let now = clock.now()
    let time = SyncClock(device: input.clientTime, now: now)
    let cursor = try input.since.map { text in
      guard let cursor = SyncCursor(text: text) else { throw SyncRefusal.cursorExpired }
      return cursor
    }
    // Before anything is applied. Where nothing is pushed, the page checks it.
    if !input.changes.isEmpty { try await puller.check(cursor, of: caller.userID) }
    let (applied, conflicts) = try await pusher.push(input.changes, at: time, for: caller)
    let page = try await puller.page(
      since: cursor, for: FleetCaller(caller), limit: input.limit)
    return SyncBody(
      applied: applied, conflicts: conflicts,
      changes: try await records.changes(page.entries, for: caller), cursor: page.cursor.text,
      hasMore: page.hasMore, serverTime: now,
      skewSeconds: input.clientTime == nil ? nil : time.skewSeconds)
  }
  // Each may be 200 changes, one after the other: a long queue passes in a few.
  .limited(to: 240, inSeconds: 60)
}
