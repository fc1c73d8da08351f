public import Kernel
public import Ports
import Ledger
import Work

extension CircleService {
  /// Hands a circle over to another member. Under `hostCover` the new host pledges, and the one
  /// before gets back what is left of theirs.
  /// - Throws: `CircleRefusal`, `ValidationErrors`, `UserLeaving`, `Replay`, or the store's error.
  public func handOver(
    _ id: Circle.ID, to host: UserID, by user: UserID, once: Once<CircleView> = .unkeyed
  ) async throws -> CircleView {
    let now = clock.now()
    let names = try await handoverNames([user, host])
    return try await store.atomically(once) { transaction in
      try transaction.work.requirePresent([host])
      let (circle, _) = try transaction.lock(id, asHost: user)
      let kept = try transaction.handOver(circle, to: host, names, at: now)
      guard let member = try transaction.member(user, of: id) else {
        throw CircleRefusal.notFound
      }
      return try transaction.view(of: kept, for: member)
    }
  }

  /// Has another member look after a circle, as an administrator decides; the act is audited in the
  /// same transaction.
  /// - Parameter reason: in the administrator's words.
  /// - Throws: `CircleRefusal`, `ValidationErrors`, `UserLeaving`, or the store's error.
  public func changeHost(
    of id: Circle.ID, to host: UserID, by actor: Actor, reason: String
  ) async throws -> Circle {
    let now = clock.now()
    guard let former = try await store.circle(id)?.hostID else { throw CircleRefusal.notFound }
    let names = try await handoverNames([former, host])
    return try await store.atomically(.unkeyed) { transaction in
      try transaction.work.requirePresent([host])
      guard let circle = try transaction.lockCircle(id) else { throw CircleRefusal.notFound }
      let kept = try transaction.handOver(circle, to: host, names, at: now)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.circle.change_host", target: "circle:\(id)",
          before: #"{"host_id":"\#(circle.hostID)"}"#, after: #"{"host_id":"\#(kept.hostID)"}"#,
          at: now))
      return kept
    }
  }

  private func handoverNames(_ users: [UserID]) async throws -> ProposalNames {
    var names: [UserID: String] = [:]
    for user in users { names[user] = try await self.users.user(user)?.name }
    return ProposalNames(names)
  }
}

extension CircleTransaction {
  fileprivate func handOver(
    _ circle: Circle, to host: UserID, _ names: ProposalNames, at now: Instant
  ) throws -> Circle {
    guard circle.state == .forming || circle.state == .active else {
      throw CircleRefusal.alreadyEnded
    }
    if circle.hostID == host { return circle }
    _ = try other(host, than: circle.hostID, in: circle.id, field: "user_id")
    var book = try wholeBook(of: circle, at: now)
    _ = try funds(of: [], for: &book, others: book.accounts(ofHandoverTo: host))
    book.handOver(to: host)
    let kept: Circle
    do {
      kept = try commit(book)
    } catch TransferRejection.exceedsBalance {
      throw CircleRefusal.pledgeMissing
    }
    // A host is neither replaced nor removed.
    try lapseProposals(of: circle.id, at: now) { open in
      open.subject.kind != .swap && open.memberID == host
    }
    try work.publish(kept.event(ofHandoverBy: circle.hostID))
    try tell(kept.notifications(ofHandoverBy: circle.hostID, names))
    return kept
  }
}
