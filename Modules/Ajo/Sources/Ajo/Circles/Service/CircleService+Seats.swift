public import Kernel
import Ports
import Work

extension CircleService {
  /// Takes a seat in the circle that has a code.
  /// - Parameter code: as it was typed.
  /// - Throws: `CircleRefusal`, `UserLeaving`, `Replay`, or the store's error.
  public func join(
    _ code: String, by user: UserID, once: Once<CircleView> = .unkeyed
  ) async throws -> CircleView {
    let now = clock.now()
    let name = try await displayName(of: user)
    let code = CircleInvite.code(typed: code)
    return try await store.atomically(once) { transaction in
      try transaction.work.requirePresent([user])
      guard let code, var circle = try transaction.lockCircle(invitedBy: code),
        circle.invite?.isGood(at: now) == true
      else { throw CircleRefusal.notFound }
      if try transaction.member(user, of: circle.id) != nil { throw CircleRefusal.alreadyJoined }
      try circle.requireForming()
      guard circle.seatsFree > 0 else { throw CircleRefusal.full }
      circle.membersCount += 1
      circle.version += 1
      let member = CircleMember(
        circleID: circle.id, userID: user, turn: circle.membersCount, joinedAt: now)
      try transaction.update(circle)
      try transaction.insert(member)
      try transaction.tell(.joined(user, name: name), of: circle, to: [])
      return try transaction.view(of: circle, for: member)
    }
  }

  /// Gives up a seat in a circle that has not started.
  /// - Throws: `CircleRefusal`, `Replay`, or the store's error.
  public func leave(_ id: Circle.ID, by user: UserID, once: Once<Void> = .unkeyed) async throws {
    let name = try await displayName(of: user)
    try await store.atomically(once) { transaction in
      let (circle, member) = try transaction.lock(id, asMember: user)
      try circle.requireForming()
      guard circle.hostID != user else { throw CircleRefusal.hostCannotLeave }
      try transaction.giveUp(member, in: circle, name: name)
    }
  }

  /// How a user is called in front of the others.
  func displayName(of user: UserID) async throws -> String {
    try await users.user(user)?.name ?? "Somebody"
  }
}

extension CircleTransaction {
  /// Gives a seat of a locked, forming circle up. Those who come after move up.
  func giveUp(_ member: CircleMember, in circle: Circle, name: String) throws {
    var circle = circle
    try remove(member)
    var others = try members(of: circle.id).filter { $0.userID != member.userID }
    for index in others.indices { others[index].turn = index + 1 }
    try update(others)
    circle.membersCount = others.count
    circle.version += 1
    try update(circle)
    try tell(.left(member.userID, name: name), of: circle, to: [])
  }
}
