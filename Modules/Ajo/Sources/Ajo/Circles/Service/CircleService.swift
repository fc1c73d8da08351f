public import Kernel
import Ledger
public import Ports
import Work

/// What users do with their circles, money aside.
public struct CircleService: Sendable {
  /// The currency of every circle.
  public let currency: Unit

  let store: any CircleStore
  let users: any UserDirectory
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource

  /// Makes the service.
  /// - Parameters:
  ///   - clock: business time.
  ///   - random: what invite codes and random orders are drawn from.
  public init(
    store: any CircleStore, users: any UserDirectory, clock: any WallClock, ids: any IDSource,
    random: any RandomSource, currency: Unit
  ) {
    self.store = store
    self.users = users
    self.clock = clock
    self.ids = ids
    self.random = random
    self.currency = currency
  }

  /// Founds a circle, whose host has its first seat.
  /// - Throws: `ValidationErrors`, `UserLeaving`, `Replay`, or the store's error.
  public func create(
    _ terms: CircleTerms, by host: UserID, once: Once<CircleView> = .unkeyed
  ) async throws -> CircleView {
    let now = clock.now()
    if let faults = terms.faults(at: now) { throw faults }
    let circle = Circle(
      id: ids.make(), host: host, terms: terms, invite: CircleInvite(from: random),
      createdAt: now)
    let member = CircleMember(
      circleID: circle.id, userID: host, role: .host, turn: 1, joinedAt: now)
    return try await store.atomically(once) { transaction in
      try transaction.work.requirePresent([host])
      try transaction.insert(circle)
      try transaction.insert(member)
      return try transaction.view(of: circle, for: member)
    }
  }

  /// Changes what was agreed: everything before the start, the name at any time.
  /// - Parameters:
  ///   - change: changes the terms.
  ///   - precondition: refuses a version that the caller has not seen.
  /// - Throws: `CircleRefusal`, `ValidationErrors`, what `precondition` throws, or the store's
  ///   error.
  public func update(
    _ id: Circle.ID, by user: UserID,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in },
    change: @escaping @Sendable (inout CircleTerms) -> Void
  ) async throws -> CircleView {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      var (circle, host) = try transaction.lock(id, asHost: user)
      try precondition(circle.version)
      let before = circle.terms
      change(&circle.terms)
      var renamed = before
      renamed.name = circle.terms.name
      if circle.terms != renamed {
        guard circle.state == .forming else {
          throw circle.state == .active
            ? CircleRefusal.alreadyStarted : CircleRefusal.alreadyEnded
        }
        if let faults = circle.terms.faults(at: now, unlessAsBefore: before) { throw faults }
        guard circle.terms.size >= circle.membersCount else { throw CircleRefusal.tooManyMembers }
        if before.turnOrder == .hostOrder, circle.terms.turnOrder != .hostOrder {
          try transaction.orderByJoining(circle.id)
        }
      }
      if circle.terms != before {
        circle.version += 1
        try transaction.update(circle)
      }
      host = try transaction.member(user, of: id) ?? host
      return try transaction.view(of: circle, for: host)
    }
  }

  /// Starts a circle.
  /// - Throws: `CircleRefusal`, `UserLeaving` if a member is deleting their account, `Replay`, or
  ///   the store's error.
  public func start(
    _ id: Circle.ID, by user: UserID, once: Once<StartedCircle> = .unkeyed
  ) async throws -> StartedCircle {
    let now = clock.now()
    return try await store.atomically(once) { [random, ids] transaction in
      // Users come before circles in the order of locks: who takes part is looked up first.
      let known = try transaction.members(of: id).map(\.userID)
      guard known.contains(user) else { throw CircleRefusal.notFound }
      try transaction.work.requirePresent(known)
      let (circle, _) = try transaction.lock(id, asHost: user)
      try circle.requireForming()
      let members = try transaction.members(of: id)
      // Whoever took the last seat meanwhile can start it in the next moment.
      guard Set(members.map(\.userID)) == Set(known) else { throw CircleRefusal.seatsFree }
      let book = try CircleBook.starting(circle, members, random: random, ids: ids, at: now)
      let started: Circle
      do {
        started = try transaction.commit(book, startsCircle: true)
      } catch TransferRejection.exceedsBalance {
        throw CircleRefusal.pledgeMissing
      }
      guard let host = book.members.first(where: { $0.userID == user }) else {
        throw CircleRefusal.notFound
      }
      return StartedCircle(
        view: try transaction.view(of: started, for: host),
        isStartMoved: started.terms.startDate != circle.terms.startDate)
    }
  }

  /// Cancels a circle before anybody was paid.
  /// - Throws: `CircleRefusal`, `Replay`, or the store's error.
  public func cancel(
    _ id: Circle.ID, by user: UserID, once: Once<CircleView> = .unkeyed
  ) async throws -> CircleView {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      let (circle, host) = try transaction.lock(id, asHost: user)
      if circle.state == .active, circle.currentCycle != 1 {
        throw CircleRefusal.alreadyPaidOut
      }
      return try transaction.view(of: transaction.cancel(circle, at: now), for: host)
    }
  }

  /// Gives the members of a forming circle their turns, as its host says.
  /// - Parameter order: all members, each once, in the order of their turns.
  /// - Throws: `CircleRefusal`, `ValidationErrors` where the members are others, or the store's
  ///   error.
  public func setOrder(
    _ order: [UserID], of id: Circle.ID, by user: UserID
  ) async throws -> CircleView {
    try await store.atomically(.unkeyed) { transaction in
      var (circle, host) = try transaction.lock(id, asHost: user)
      try circle.requireForming()
      guard circle.terms.turnOrder == .hostOrder else { throw CircleRefusal.notHostOrder }
      var members = try transaction.members(of: id)
      guard order.count == members.count, Set(order) == Set(members.map(\.userID)) else {
        throw ValidationErrors(errors: [
          FieldError(
            field: "user_ids", code: "not_the_members",
            message: "Name every member of the circle, each once.")
        ])
      }
      let turns = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0 + 1) })
      for index in members.indices { members[index].turn = turns[members[index].userID] ?? 0 }
      try transaction.update(members)
      circle.version += 1
      try transaction.update(circle)
      host = members.first { $0.userID == user } ?? host
      return try transaction.view(of: circle, for: host)
    }
  }

  /// Ends a circle's code, and makes a new one.
  /// - Parameter expiresIn: for how many seconds it is good; nil for as long as seats are free.
  /// - Throws: `CircleRefusal`, or the store's error.
  public func invite(
    to id: Circle.ID, expiresIn seconds: Int64?, by user: UserID
  ) async throws -> CircleInvite {
    let expiresAt = seconds.map { clock.now().adding(seconds: $0) }
    let invite = CircleInvite(from: random, expiresAt: expiresAt)
    return try await store.atomically(.unkeyed) { transaction in
      var (circle, _) = try transaction.lock(id, asHost: user)
      try circle.requireForming()
      circle.invite = invite
      circle.version += 1
      try transaction.update(circle)
      return invite
    }
  }
}

/// A circle that was started.
public struct StartedCircle: Sendable, Hashable {
  /// The circle.
  public let view: CircleView
  /// Whether its first due day was past, and was moved to the day of the start.
  public let isStartMoved: Bool
}

extension CircleTerms {
  /// What is wrong with terms at an instant. Of a first due day that was agreed before it does not
  /// matter whether it is past: the start moves it.
  func faults(at now: Instant, unlessAsBefore before: CircleTerms? = nil) -> ValidationErrors? {
    guard let calendar = try? CircleCalendar(of: self) else { return faults(on: nil) }
    let isKept = before?.startDate == startDate
    return faults(on: isKept ? startDate : calendar.date(at: now))
  }
}

extension Circle {
  /// - Throws: `CircleRefusal.alreadyStarted` or `.alreadyEnded`.
  func requireForming() throws(CircleRefusal) {
    switch state {
    case .forming: return
    case .active: throw .alreadyStarted
    case .completed, .cancelled: throw .alreadyEnded
    }
  }
}
