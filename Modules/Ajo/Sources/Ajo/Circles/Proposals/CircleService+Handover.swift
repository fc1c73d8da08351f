public import Kernel
public import Ports
import Ledger
import Work

extension CircleService {
  /// Hands a circle over to another member. Under `hostCover` the new host pledges, as they agreed
  /// to (`offerPledge`), and the one before gets back what is left of theirs.
  /// - Throws: `CircleRefusal`, `ValidationErrors`, `UserLeaving`, `Replay`, or the store's error.
  public func handOver(
    _ id: Circle.ID, to host: UserID, by user: UserID, once: Once<CircleView> = .unkeyed
  ) async throws -> CircleView {
    let now = clock.now()
    let names = try await handoverNames([user, host])
    return try await store.atomically(once) { transaction in
      try transaction.work.requirePresent([host])
      let (circle, _) = try transaction.lock(id, asHost: user)
      let kept = try transaction.handOver(circle, to: host, names, isAgreed: false, at: now)
      guard let member = try transaction.member(user, of: id) else {
        throw CircleRefusal.notFound
      }
      return try transaction.view(of: kept, for: member)
    }
  }

  /// Has another member look after a circle, as an administrator decides; the act is audited in the
  /// same transaction.
  /// - Parameter reason: in the administrator's words.
  /// - Throws: `CircleRefusal`, `ValidationErrors`, `UserLeaving`, `Replay`, or the store's error.
  public func changeHost(
    of id: Circle.ID, to host: UserID, by actor: Actor, reason: String,
    once: Once<Circle> = .unkeyed
  ) async throws -> Circle {
    let now = clock.now()
    guard let former = try await store.circle(id)?.hostID else { throw CircleRefusal.notFound }
    let names = try await handoverNames([former, host])
    return try await store.atomically(once) { transaction in
      try transaction.work.requirePresent([host])
      guard let circle = try transaction.lockCircle(id) else { throw CircleRefusal.notFound }
      // An administrator answers for what the new host pledges.
      let kept = try transaction.handOver(circle, to: host, names, isAgreed: true, at: now)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.circle.change_host", target: "circle:\(id)",
          before: circle.audited(), after: kept.audited(because: reason), at: now))
      return kept
    }
  }

  private func handoverNames(_ users: [UserID]) async throws -> ProposalNames {
    ProposalNames(try await self.users.names(of: users))
  }
}

extension CircleTransaction {
  /// - Parameter isAgreed: whether the new host need not have agreed to pledge.
  fileprivate func handOver(
    _ circle: Circle, to host: UserID, _ names: ProposalNames, isAgreed: Bool, at now: Instant
  ) throws -> Circle {
    guard circle.state == .forming || circle.state == .active else {
      throw CircleRefusal.alreadyEnded
    }
    if circle.hostID == host { return circle }
    let member = try other(host, than: circle.hostID, in: circle.id, field: "user_id")
    if !isAgreed, circle.state == .active, member.pledgeOffer < circle.pledge.minorUnits {
      throw CircleRefusal.pledgeNotOffered
    }
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
    try lapseProposals(of: kept, at: now) { open in
      open.subject.kind != .swap && open.memberID == host
    }
    try work.publish(kept.event(ofHandoverBy: circle.hostID))
    try tell(kept.notifications(ofHandoverBy: circle.hostID, names))
    return kept
  }
}
