public import Kernel
public import Ports
import Work

extension CircleService {
  /// Cancels a circle, whatever was paid out already; the act is audited in the same transaction.
  /// - Parameter reason: in the administrator's words.
  /// - Throws: `CircleRefusal.notFound`, `.alreadyEnded`, or the store's error.
  public func cancel(_ id: Circle.ID, by actor: Actor, reason: String) async throws -> Circle {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      guard let circle = try transaction.lockCircle(id) else { throw CircleRefusal.notFound }
      let cancelled = try transaction.cancel(circle, at: now)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.circle.cancel", target: "circle:\(id)",
          before: circle.auditText, after: cancelled.auditText, at: now))
      return cancelled
    }
  }

  /// A circle, whoever is in it.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func circle(_ id: Circle.ID) async throws -> Circle {
    guard let circle = try await store.circle(id) else { throw CircleRefusal.notFound }
    return circle
  }
}

extension Circle {
  /// What the audit trail tells of it.
  var auditText: String {
    #"{"state":"\#(state.rawValue)","pot":"\#(pot)","version":\#(version)}"#
  }
}
