public import Kernel
import Ports
import Work

extension ProposalService {
  /// Has the host ask a member to give their seat up, and somebody else to take it over. Both must
  /// agree.
  /// - Throws: `CircleRefusal`, `ProposalRefusal`, `ValidationErrors`, `Replay`, or the store's
  ///   error.
  public func proposeReplacement(
    of member: UserID, by newcomer: UserID, in id: Circle.ID, asHost user: UserID,
    once: Once<CircleProposal> = .unkeyed
  ) async throws -> CircleProposal {
    let now = clock.now()
    let isKnown = try await users.user(newcomer)?.isActive == true
    let names = try await names([user, member, newcomer])
    return try await store.atomically(once) { [ids] transaction in
      let (circle, _) = try transaction.lock(id, asHost: user)
      guard circle.state == .active else { throw ProposalRefusal.circleNotActive }
      guard member != user else { throw ProposalRefusal.isHost }
      let member = try transaction.other(member, than: user, in: id, field: "member_id")
      guard isKnown else { throw ValidationErrors.unknownUser("by_user_id") }
      try transaction.requireFree([member], in: circle)
      guard try transaction.member(newcomer, of: id) == nil else {
        throw ProposalRefusal.newcomerKnown
      }
      let replacement = CircleProposal.Replacement(
        memberID: member.userID, byUserID: newcomer, turn: member.turn)
      let proposal = CircleProposal(
        id: ids.make(), circleID: id, subject: .replacement(replacement), proposerID: user,
        createdAt: now)
      try transaction.make(proposal, in: circle)
      try transaction.tell(circle.notifications(ofRequested: replacement, proposal, names))
      return proposal
    }
  }

  /// Agrees to a replacement, as the member or as the newcomer, in whichever order. With the second
  /// of them the seat goes over.
  /// - Throws: `CircleRefusal.notFound`, `ProposalRefusal`, `UserLeaving`, `Replay`, or the store's
  ///   error.
  public func acceptReplacement(
    _ id: CircleProposal.ID, in circle: Circle.ID, by user: UserID,
    once: Once<CircleProposal> = .unkeyed
  ) async throws -> CircleProposal {
    let now = clock.now()
    // Who is asked never changes, so that it can be looked at before anything is locked.
    let asked = try await store.proposal(id, of: circle)?.asked ?? []
    let names = try await names(asked)
    return try await store.atomically(once) { transaction in
      // The newcomer gets a seat, which would keep them.
      try transaction.work.requirePresent(asked.contains(user) ? asked.suffix(1) : [])
      var (circle, proposal) = try transaction.lock(id, .replacement, in: circle, for: user)
      guard proposal.asked.contains(user) else { throw ProposalRefusal.notAsked }
      guard proposal.isOpen(at: now), case .replacement(let replacement) = proposal.subject else {
        throw ProposalRefusal.notOpen
      }
      if proposal.isAgreed(by: user) { return proposal }
      let answer = CircleProposal.Answer(userID: user, approves: true)
      try transaction.insert(answer, to: id, at: now)
      proposal.answers.append(answer)
      guard proposal.asked.allSatisfy(proposal.isAgreed) else { return proposal }
      circle = try transaction.replace(replacement, in: circle, at: now)
      try transaction.lapseProposals(of: circle, at: now) { open in
        open.id != id && open.concerned.contains(replacement.memberID)
      }
      try transaction.end(&proposal, as: .accepted, in: circle, at: now)
      let members = try transaction.members(of: circle.id)
      try transaction.tell(circle.notifications(ofReplaced: replacement, members, names))
      return proposal
    }
  }
}

extension CircleTransaction {
  /// Hands a seat over.
  fileprivate func replace(
    _ replacement: CircleProposal.Replacement, in circle: Circle, at now: Instant
  ) throws -> Circle {
    guard var leaver = try member(replacement.memberID, of: circle.id), leaver.state == .active
    else { throw ProposalRefusal.notOpen }
    guard leaver.role != .host else { throw ProposalRefusal.isHost }
    guard try member(replacement.byUserID, of: circle.id) == nil else {
      throw ProposalRefusal.newcomerKnown
    }
    let newcomer = CircleMember(
      circleID: circle.id, userID: replacement.byUserID, turn: leaver.turn, joinedAt: now)
    var book = try wholeBook(of: circle, at: now)
    book.replace(leaver.userID, by: newcomer)
    leaver.state = .replaced
    leaver.endedAt = now
    leaver.mandate = false
    leaver.pledgeOffer = 0
    try update([leaver])
    try insert(newcomer)
    try handOver(
      from: leaver.userID, to: newcomer.userID, in: circle.id,
      fromCycle: circle.currentCycle ?? 1)
    let kept = try commit(book)
    try work.publish(kept.event(of: .left(leaver.userID, name: "")))
    try work.publish(kept.event(of: .joined(newcomer.userID, name: "")))
    return kept
  }
}
