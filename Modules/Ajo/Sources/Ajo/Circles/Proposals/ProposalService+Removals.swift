public import Kernel
import Ledger
public import Work

extension ProposalService {
  /// Has the host ask the others to vote on the removal of a member who owes something that is
  /// late. The host's own vote counts for it.
  /// - Throws: `CircleRefusal`, `ProposalRefusal`, `ValidationErrors`, `Replay`, or the store's
  ///   error.
  public func proposeRemoval(
    of member: UserID, in id: Circle.ID, asHost user: UserID,
    once: Once<CircleProposal> = .unkeyed
  ) async throws -> CircleProposal {
    let now = clock.now()
    let names = try await names([user, member])
    return try await store.atomically(once) { [ids] transaction in
      let (circle, _) = try transaction.lock(id, asHost: user)
      guard circle.state == .active else { throw ProposalRefusal.circleNotActive }
      let member = try transaction.other(member, than: user, in: id, field: "member_id")
      guard
        try !transaction.openProposals(of: id).contains(where: { open in
          open.subject.kind == .removal && open.isOpen(at: now)
            && open.concerned == [member.userID]
        })
      else { throw ProposalRefusal.otherIsOpen }
      guard try transaction.wholeBook(of: circle, at: now).isInDefault(member.userID) else {
        throw ProposalRefusal.noDefault
      }
      let endsAt = now.adding(seconds: CircleProposal.votingSeconds)
      var proposal = CircleProposal(
        id: ids.make(), circleID: id,
        subject: .removal(.init(memberID: member.userID, turn: member.turn)), proposerID: user,
        endsAt: endsAt, createdAt: now, answers: [.init(userID: user, approves: true)])
      try transaction.make(proposal, in: circle)
      try transaction.work.enqueue(
        EndVote(on: proposal), at: endsAt, unique: .named("\(proposal.id)"))
      let members = try transaction.members(of: id)
      try transaction.tell(
        circle.notifications(ofRequestedRemoval: proposal, of: member.userID, members, names))
      try transaction.decide(&proposal, member, in: circle, at: now, names)
      return proposal
    }
  }

  /// Votes on a removal. It is done as soon as more than half of the others are for it, and
  /// declined as soon as that cannot be any more.
  /// - Throws: `CircleRefusal.notFound`, `ProposalRefusal`, `Replay`, or the store's error.
  public func vote(
    _ approves: Bool, on id: CircleProposal.ID, in circle: Circle.ID, by user: UserID,
    once: Once<CircleProposal> = .unkeyed
  ) async throws -> CircleProposal {
    let now = clock.now()
    let concerned = try await store.proposal(id, of: circle)?.concerned ?? []
    let names = try await names(concerned)
    return try await store.atomically(once) { transaction in
      var (circle, proposal) = try transaction.lock(id, .removal, in: circle, for: user)
      guard case .removal(let removal) = proposal.subject, removal.memberID != user else {
        throw ProposalRefusal.notAsked
      }
      guard proposal.isOpen(at: now),
        let member = try transaction.member(removal.memberID, of: circle.id),
        member.state == .active
      else { throw ProposalRefusal.notOpen }
      guard !proposal.isAnswered(by: user) else { throw ProposalRefusal.alreadyVoted }
      let answer = CircleProposal.Answer(userID: user, approves: approves)
      try transaction.insert(answer, to: id, at: now)
      proposal.answers.append(answer)
      try transaction.decide(&proposal, member, in: circle, at: now, names)
      return proposal
    }
  }

  /// Ends a vote whose time is up.
  /// - Throws: the store's error.
  public func end(_ vote: EndVote) async throws {
    let (circle, id) = (vote.circle, vote.removal)
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      guard let circle = try transaction.lockCircle(circle),
        var proposal = try transaction.proposal(id, of: circle.id), proposal.state == .open,
        !proposal.isOpen(at: now)
      else { return }
      try transaction.end(&proposal, as: .lapsed, in: circle, at: now)
      try transaction.tell(circle.notifications(ofFailedRemoval: proposal))
    }
  }
}

/// Ends a vote on a removal whose time is up. It may run more than once.
public struct EndVote: Job {
  /// `ajo.removal.end`.
  public static let kind = "ajo.removal.end"
  /// The circle.
  public let circle: Circle.ID
  /// The proposal.
  public let removal: CircleProposal.ID

  init(on proposal: CircleProposal) {
    circle = proposal.circleID
    removal = proposal.id
  }
}

extension CircleTransaction {
  /// Does what the votes so far decide.
  fileprivate func decide(
    _ proposal: inout CircleProposal, _ member: CircleMember, in circle: Circle, at now: Instant,
    _ names: ProposalNames
  ) throws {
    let others = try members(of: circle.id).map(\.userID).filter { $0 != member.userID }
    let votes = proposal.answers.filter { others.contains($0.userID) }
    let ayes = votes.filter(\.approves).count
    if ayes * 2 > others.count {
      try remove(member, in: circle, by: &proposal, at: now, names)
    } else if (votes.count - ayes) * 2 >= others.count {
      try end(&proposal, as: .declined, in: circle, at: now)
      try tell(circle.notifications(ofFailedRemoval: proposal))
    }
  }

  private func remove(
    _ member: CircleMember, in circle: Circle, by proposal: inout CircleProposal, at now: Instant,
    _ names: ProposalNames
  ) throws {
    var book = try wholeBook(of: circle, at: now)
    guard book.isInDefault(member.userID) else {
      // They have paid in the meantime.
      return try end(&proposal, as: .lapsed, in: circle, at: now)
    }
    let current = circle.currentCycle ?? 1
    let hadTurn = member.turn < current
    _ = try funds(of: [], for: &book, others: book.accounts(ofRemoving: member.userID))
    let refunds = book.remove(member)
    var leaver = member
    leaver.state = .removed
    leaver.endedAt = now
    leaver.mandate = false
    leaver.pledgeOffer = 0
    try update([leaver])
    let kept: Circle
    do {
      kept = try commit(book, deciding: proposal.id)
    } catch TransferRejection.exceedsBalance {
      throw CircleRefusal.feesMissing
    }
    if !hadTurn {
      try removeUnpaid(of: member.userID, in: circle.id, fromCycle: current)
      try removeCycle(circle.cycles, of: circle.id)
    }
    let (id, user) = (proposal.id, member.userID)
    try lapseProposals(of: kept, at: now) { open in
      // Where turns have moved up, what was agreed on is not there any more.
      open.id != id
        && (open.concerned.contains(user) || !hadTurn && open.subject.kind != .removal)
    }
    try end(&proposal, as: .accepted, in: kept, at: now)
    try work.publish(kept.event(of: .left(member.userID, name: "")))
    try tell(
      kept.notifications(
        ofRemoved: member.userID, refunds, book.members, movedUp: !hadTurn, names))
  }
}
