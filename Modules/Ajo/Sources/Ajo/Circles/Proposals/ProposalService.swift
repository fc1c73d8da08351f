public import Kernel
public import Ports
import Work

/// What members of circles propose to each other: swaps of turns, replacements of members and
/// removals. What is agreed to is done in the unit of work of the last answer that it takes.
public struct ProposalService: Sendable {
  let store: any CircleStore
  let users: any UserDirectory
  let clock: any WallClock
  let ids: any IDSource

  /// Makes the service.
  /// - Parameter clock: business time.
  public init(
    store: any CircleStore, users: any UserDirectory, clock: any WallClock, ids: any IDSource
  ) {
    self.store = store
    self.users = users
    self.clock = clock
    self.ids = ids
  }

  /// Up to `limit` proposals of a circle with ids below `before`, the newest first. Members see all
  /// of them, and whoever is to take a seat over those that ask them.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func proposals(
    _ kind: CircleProposal.Kind, of id: Circle.ID, for user: UserID,
    before: CircleProposal.ID?, limit: Int
  ) async throws -> [CircleProposal] {
    if try await store.circle(id, of: user)?.member.state == .active {
      return try await store.proposals(kind, of: id, to: nil, before: before, limit: limit)
    }
    guard kind == .replacement,
      try await !store.proposals(kind, of: id, to: user, before: nil, limit: 1).isEmpty
    else { throw CircleRefusal.notFound }
    return try await store.proposals(kind, of: id, to: user, before: before, limit: limit)
  }

  /// Takes a proposal back. Only whoever made it can.
  /// - Throws: `CircleRefusal.notFound`, `ProposalRefusal`, or the store's error.
  public func withdraw(
    _ id: CircleProposal.ID, _ kind: CircleProposal.Kind, in circle: Circle.ID, by user: UserID
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      var (circle, proposal) = try transaction.lock(id, kind, in: circle, for: user)
      guard proposal.proposerID == user else { throw ProposalRefusal.notAsked }
      if proposal.state == .withdrawn { return }
      guard proposal.isOpen(at: now) else { throw ProposalRefusal.notOpen }
      try transaction.end(&proposal, as: .withdrawn, in: circle, at: now)
    }
  }

  /// Declines a swap or a replacement that one is asked to agree to.
  /// - Throws: `CircleRefusal.notFound`, `ProposalRefusal`, `Replay`, or the store's error.
  public func decline(
    _ id: CircleProposal.ID, _ kind: CircleProposal.Kind, in circle: Circle.ID, by user: UserID,
    once: Once<CircleProposal> = .unkeyed
  ) async throws -> CircleProposal {
    let now = clock.now()
    let names = try await names([user])
    return try await store.atomically(once) { transaction in
      var (circle, proposal) = try transaction.lock(id, kind, in: circle, for: user)
      guard proposal.asked.contains(user) else { throw ProposalRefusal.notAsked }
      guard proposal.isOpen(at: now) else { throw ProposalRefusal.notOpen }
      let answer = CircleProposal.Answer(userID: user, approves: false)
      if !proposal.isAnswered(by: user) {
        try transaction.insert(answer, to: id, at: now)
        proposal.answers.append(answer)
      }
      try transaction.end(&proposal, as: .declined, in: circle, at: now)
      try transaction.tell(circle.notifications(ofDeclined: proposal, by: user, names))
      return proposal
    }
  }

  /// How users are called in front of the others.
  func names(_ users: [UserID]) async throws -> ProposalNames {
    ProposalNames(try await self.users.names(of: users))
  }
}

extension CircleTransaction {
  /// Locks a circle, and finds a proposal in it for somebody who takes part, or is to take a seat
  /// over.
  /// - Throws: `CircleRefusal.notFound` for others, `ProposalRefusal.noSuchProposal`.
  func lock(
    _ id: CircleProposal.ID, _ kind: CircleProposal.Kind, in circle: Circle.ID, for user: UserID
  ) throws -> (Circle, CircleProposal) {
    guard let locked = try lockCircle(circle) else { throw CircleRefusal.notFound }
    let proposal = try proposal(id, of: circle)
    let isAsked = proposal?.asked.contains(user) ?? false
    let isMember = try member(user, of: circle)?.state == .active
    guard isMember || isAsked else { throw CircleRefusal.notFound }
    guard let proposal, proposal.subject.kind == kind else {
      throw ProposalRefusal.noSuchProposal
    }
    return (locked, proposal)
  }

  /// The book of a locked circle over all of its cycles.
  func wholeBook(of circle: Circle, at now: Instant) throws -> CircleBook {
    let window = 1...max(1, circle.cycles)
    let parts = try parts(of: circle.id, contributionsTo: window)
    return try CircleBook(circle, parts, window: window, at: now)
  }

  /// Locks a circle that is under way, in which a member makes a proposal.
  func lockActive(_ id: Circle.ID, for user: UserID) throws -> (Circle, CircleMember) {
    let (circle, member) = try lock(id, asMember: user)
    guard circle.state == .active else { throw ProposalRefusal.circleNotActive }
    return (circle, member)
  }

  /// Another member of a locked circle whom a field of a request names.
  func other(
    _ user: UserID, than caller: UserID, in circle: Circle.ID, field: String
  ) throws -> CircleMember {
    guard user != caller, let member = try member(user, of: circle), member.state == .active else {
      throw ValidationErrors.notAnotherMember(field)
    }
    return member
  }

  /// - Throws: `ProposalRefusal.turnPaid` where one of these turns was paid, `.otherIsOpen` where
  ///   one of these members has a proposal open.
  func requireFree(_ members: [CircleMember], in circle: Circle) throws {
    guard members.allSatisfy({ $0.turn >= circle.currentCycle ?? 1 }) else {
      throw ProposalRefusal.turnPaid
    }
    let busy = Set(try openProposals(of: circle.id).flatMap(\.concerned))
    guard busy.isDisjoint(with: members.map(\.userID)) else { throw ProposalRefusal.otherIsOpen }
  }

  /// Keeps a new proposal, and tells of it.
  func make(_ proposal: CircleProposal, in circle: Circle) throws {
    try insert(proposal)
    try work.publish(circle.event(of: proposal))
  }

  /// Keeps what has become of a proposal, and tells of it.
  func end(
    _ proposal: inout CircleProposal, as state: CircleProposal.State, in circle: Circle,
    at now: Instant
  ) throws {
    proposal.state = state
    proposal.endedAt = now
    try update(proposal)
    try work.publish(circle.event(of: proposal))
  }

  /// Ends open proposals of a circle that something has overtaken, and tells those whom they
  /// concern.
  func lapseProposals(
    of circle: Circle, at now: Instant, where isOvertaken: (CircleProposal) -> Bool
  ) throws {
    for var open in try openProposals(of: circle.id) where isOvertaken(open) {
      try end(&open, as: .lapsed, in: circle, at: now)
      try tell(circle.notifications(ofLapsed: open))
    }
  }

  /// Ends the proposals that a payout or the circle's end has overtaken.
  func lapseProposals(
    overtakenBy book: CircleBook, in circle: Circle, except agreed: CircleProposal.ID?
  ) throws {
    let paid = book.news.compactMap { news in
      if case .paidOut(_, _, let cycle) = news { cycle } else { nil }
    }
    let hasEnded = circle.state == .completed || circle.state == .cancelled
    guard hasEnded || !paid.isEmpty else { return }
    try lapseProposals(of: circle, at: book.now) { open in
      let isPaid = [open.turn, open.ownTurn].contains { $0.map(paid.contains) ?? false }
      return open.id != agreed && (hasEnded || isPaid && open.subject.kind != .removal)
    }
  }

  /// Notifies users.
  func tell(_ notifications: [(UserID, Notification)]) throws {
    for (user, notification) in notifications { try work.notify(notification, user) }
  }
}
