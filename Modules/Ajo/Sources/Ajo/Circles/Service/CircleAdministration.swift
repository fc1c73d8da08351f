public import Kernel
public import Ports
import Work

extension CircleService {
  /// Cancels a circle, whatever was paid out already; the act is audited in the same transaction.
  /// - Parameter reason: in the administrator's words.
  /// - Throws: `CircleRefusal.notFound`, `.alreadyEnded`, `Replay`, or the store's error.
  public func cancel(
    _ id: Circle.ID, by actor: Actor, reason: String, once: Once<Circle> = .unkeyed
  ) async throws -> Circle {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      guard let circle = try transaction.lockCircle(id) else { throw CircleRefusal.notFound }
      let cancelled = try transaction.cancel(circle, at: now)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.circle.cancel", target: "circle:\(id)",
          before: circle.audited(), after: cancelled.audited(because: reason), at: now))
      return cancelled
    }
  }

  /// A circle, whoever is in it.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func circle(_ id: Circle.ID) async throws -> Circle {
    guard let circle = try await store.circle(id) else { throw CircleRefusal.notFound }
    return circle
  }

  /// Up to `limit` circles with ids below `before`, newest first, each with how it stands.
  ///
  /// Which pots are `short` is seen by the day in UTC.
  public func overviews(
    _ filter: CircleFilter = CircleFilter(), before: Circle.ID?, limit: Int
  ) async throws -> [CircleOverview] {
    let today = TimeZoneRules.utc.date(at: clock.now())
    return try await store.overviews(filter, on: today, before: before, limit: limit)
  }
}

extension Circle {
  /// What the audit trail tells of it.
  /// - Parameter reason: why it is so; nil before the act.
  func audited(because reason: String? = nil) -> String {
    AuditText(
      [
        ("state", state.rawValue), ("host_id", "\(hostID)"), ("pot", "\(pot)"),
        ("version", "\(version)"),
      ] + (reason.map { [("reason", $0)] } ?? [])
    ).text
  }
}
