public import Kernel
import Ledger
public import Ports
import Work

/// What users do with their circles. What they pay into them is `ContributionService`'s.
public struct CircleService: Sendable {
  /// The currency of every circle.
  public let currency: Unit

  let store: any CircleStore
  let users: any UserDirectory
  let money: MoneyOut
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource

  /// Makes the service.
  /// - Parameters:
  ///   - money: asks for the PIN where an act moves money, now or later.
  ///   - clock: business time.
  ///   - random: what invite codes and random orders are drawn from.
  public init(
    store: any CircleStore, users: any UserDirectory, money: MoneyOut, clock: any WallClock,
    ids: any IDSource, random: any RandomSource, currency: Unit
  ) {
    self.store = store
    self.users = users
    self.money = money
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

  /// Gives the members of a forming circle their turns, as its host says. The others are told.
  /// - Parameters:
  ///   - order: all members, each once, in the order of their turns.
  ///   - precondition: refuses a version that the caller has not seen.
  /// - Throws: `CircleRefusal`, `ValidationErrors` where the members are others, what
  ///   `precondition` throws, or the store's error.
  public func setOrder(
    _ order: [UserID], of id: Circle.ID, by user: UserID,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> CircleView {
    try await store.atomically(.unkeyed) { transaction in
      var (circle, host) = try transaction.lock(id, asHost: user)
      try precondition(circle.version)
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
      guard members.contains(where: { $0.turn != turns[$0.userID] }) else {
        return try transaction.view(of: circle, for: host)
      }
      for index in members.indices { members[index].turn = turns[members[index].userID] ?? 0 }
      try transaction.update(members)
      circle.version += 1
      try transaction.update(circle)
      try transaction.tell(.ordered, of: circle, to: members)
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
