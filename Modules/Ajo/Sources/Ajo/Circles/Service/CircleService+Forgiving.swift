public import Kernel
public import Ports
import Work

extension CircleService {
  /// Forgives what somebody is owed of a contribution: the recipient of its cycle, once that was
  /// paid out, or the host whose pledge covered it. What others are owed of it stays. The act is
  /// audited in the same transaction, and the debtor is told.
  /// - Parameter actor: who is owed it, and by what they act.
  /// - Returns: the contribution, as it is now; it stays `covered` or `excused`.
  /// - Throws: `CircleRefusal.notFound` where they are not and were not in the circle, or it has no
  ///   such contribution; `ContributionRefusal`, `.nothingOwed` where nothing is owed to them;
  ///   `Replay`, or the store's error.
  public func forgive(
    _ id: Contribution.ID, in circle: Circle.ID, by actor: Actor,
    once: Once<Contribution> = .unkeyed
  ) async throws -> Contribution {
    guard let creditor = actor.userID else { throw CircleRefusal.notFound }
    let now = clock.now()
    let name = try await displayName(of: creditor)
    return try await store.atomically(once) { transaction in
      guard let circle = try transaction.lockCircle(circle),
        try transaction.member(creditor, of: circle.id) != nil,
        let before = try transaction.contribution(id, in: circle.id)
      else { throw CircleRefusal.notFound }
      var book = try transaction.book(of: circle, with: before.cycle, of: before.userID, at: now)
      let forgiven = try book.forgive(before.cycle, of: before.userID, by: creditor, name: name)
      try transaction.commit(book)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.contribution.forgive", target: "contribution:\(id)",
          before: before.audited, after: forgiven.audited, at: now))
      return forgiven
    }
  }
}

extension Contribution {
  /// What the audit trail tells of it.
  fileprivate var audited: String {
    func money(_ minorUnits: Int64) -> String {
      "\(Money(minorUnits: minorUnits, unit: amount.unit))"
    }
    return AuditText([
      ("circle_id", "\(circleID)"), ("cycle_number", "\(cycle)"), ("user_id", "\(userID)"),
      ("state", state.rawValue), ("amount", "\(amount)"), ("settled", "\(settled)"),
      ("forgiven", money(forgiven.ofAmount)), ("forgiven_fee", money(forgiven.fee)),
    ]).text
  }
}
