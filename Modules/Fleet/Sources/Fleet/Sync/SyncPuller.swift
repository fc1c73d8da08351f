public import Kernel

/// Tells clients what changed since they asked last.
///
/// A cursor has a place for each of a user's parts in Fleet, so that a company that they join is
/// read from its beginning, page by page, beside those that they had, and one that they leave is
/// known by its absence.
///
/// Where units of work commit side by side, one that began early may commit late. Up to the
/// horizon nothing is to come any more, and there a cursor stops. What is visible beyond it is told
/// as well, where there is room, and told again by the next page.
public struct SyncPuller: Sendable {
  private let store: any FleetStore
  private let clock: any WallClock
  private let terms: FleetTermsSource

  /// Reads from a store.
  public init(store: any FleetStore, clock: any WallClock, terms: @escaping FleetTermsSource) {
    self.store = store
    self.clock = clock
    self.terms = terms
  }

  /// Refuses a cursor after which a client could miss something.
  /// - Throws: `SyncRefusal.cursorExpired`, or the store's error.
  public func check(_ cursor: SyncCursor?, of user: UserID) async throws {
    guard let cursor else { return }
    try check(cursor, of: user, by: try await store.syncMark())
  }

  /// What changed since a cursor.
  /// - Parameters:
  ///   - cursor: where the last page ended; nil for everything.
  ///   - limit: the most records.
  /// - Throws: `SyncRefusal.cursorExpired`, or the store's error.
  public func page(
    since cursor: SyncCursor?, for caller: FleetCaller, limit: Int
  ) async throws -> SyncPage {
    let now = clock.now()
    // The mark comes first: what commits after it has a place that is not before the horizon.
    let mark = try await store.syncMark()
    if let cursor { try check(cursor, of: caller.userID, by: mark) }
    let standing = try await store.standing(of: caller.userID, oversight: nil)
    var pull = SyncPull(
      since: cursor?.reads ?? [], seats: standing.seats, horizon: mark.horizon, limit: limit)
    pull.leave(try await store.versions(of: pull.forgotten))
    if !pull.isOver {
      pull.read(try await store.changes(on: pull.positions, limit: pull.linesWanted))
    }
    return SyncPage(
      entries: pull.page.entries,
      cursor: SyncCursor(
        epoch: mark.epoch, user: caller.userID,
        complete: pull.hasMore ? cursor?.complete ?? now : now, reads: pull.next),
      hasMore: pull.hasMore)
  }

  private func check(_ cursor: SyncCursor, of user: UserID, by mark: SyncMark) throws {
    let promised = clock.now().adding(seconds: -Int64(terms().syncTombstoneDays) * 86_400)
    guard cursor.epoch == mark.epoch, cursor.user == user,
      cursor.complete >= max(promised, mark.prunedUntil)
    else { throw SyncRefusal.cursorExpired }
  }
}
