public import Kernel
import Work

extension ProposalService {
  /// Asks another member to swap turns that are both to come.
  /// - Throws: `CircleRefusal.notFound`, `ProposalRefusal`, `ValidationErrors`, `Replay`, or the
  ///   store's error.
  public func proposeSwap(
    with other: UserID, in id: Circle.ID, by user: UserID,
    once: Once<CircleProposal> = .unkeyed
  ) async throws -> CircleProposal {
    let now = clock.now()
    let names = try await names([user])
    return try await store.atomically(once) { [ids] transaction in
      let (circle, own) = try transaction.lockActive(id, for: user)
      let other = try transaction.other(other, than: user, in: id, field: "with_user_id")
      try transaction.requireFree([own, other], in: circle)
      let swap = CircleProposal.Swap(
        turn: own.turn, withUserID: other.userID, withTurn: other.turn)
      let proposal = CircleProposal(
        id: ids.make(), circleID: id, subject: .swap(swap), proposerID: user, createdAt: now)
      try transaction.make(proposal, in: circle)
      try transaction.tell(circle.notifications(ofRequested: swap, proposal, names))
      return proposal
    }
  }

  /// Agrees to a swap that one is asked for: the turns change at once.
  /// - Throws: `CircleRefusal.notFound`, `ProposalRefusal`, `Replay`, or the store's error.
  public func acceptSwap(
    _ id: CircleProposal.ID, in circle: Circle.ID, by user: UserID,
    once: Once<CircleProposal> = .unkeyed
  ) async throws -> CircleProposal {
    let now = clock.now()
    let names = try await names([user])
    return try await store.atomically(once) { transaction in
      var (circle, proposal) = try transaction.lock(id, .swap, in: circle, for: user)
      guard proposal.asked.contains(user) else { throw ProposalRefusal.notAsked }
      guard proposal.isOpen(at: now) else { throw ProposalRefusal.notOpen }
      guard let own = try transaction.member(proposal.proposerID, of: circle.id),
        let other = try transaction.member(user, of: circle.id)
      else { throw ProposalRefusal.notOpen }
      var book = try transaction.wholeBook(of: circle, at: now)
      book.swapTurns(of: own, and: other)
      circle = try transaction.commit(book)
      let answer = CircleProposal.Answer(userID: user, approves: true)
      try transaction.insert(answer, to: id, at: now)
      proposal.answers.append(answer)
      try transaction.end(&proposal, as: .accepted, in: circle, at: now)
      try transaction.tell(
        circle.notifications(ofSwapped: proposal, turn: other.turn, names))
      return proposal
    }
  }
}
