public import Kernel
import Ledger
import Ports
import Work

extension CircleService {
  /// Starts a circle. Under `hostCover` its host pledges with it, and shows a PIN token for the
  /// pledge.
  /// - Throws: `CircleRefusal`, `PinRequired`, `UserLeaving` if a member is deleting their account,
  ///   `Replay`, or the store's error.
  public func start(
    _ id: Circle.ID, by user: UserID, pinToken: String? = nil,
    once: Once<StartedCircle> = .unkeyed
  ) async throws -> StartedCircle {
    let seen = try await circle(id, of: user).circle
    let pledge = seen.pledge
    guard seen.hostID == user, seen.state == .forming, pledge.minorUnits > 0 else {
      // It pledges nothing, or is refused.
      return try await begin(id, by: user, pledging: .zero(currency), once)
    }
    return try await money.perform(
      Spending(userID: user, action: .contribute, amount: pledge, pinToken: pinToken),
      once: once, refusals: CircleRefusal.self,
      replay: { key in
        try await store.replay(key)
        return nil
      },
      check: {}, move: { try await begin(id, by: user, pledging: pledge, once) })
  }

  /// Starts it with those who take part by then. Each round that finds others than it looked up
  /// is followed by one more, as many as there can be members.
  private func begin(
    _ id: Circle.ID, by user: UserID, pledging pledge: Money, _ once: Once<StartedCircle>
  ) async throws -> StartedCircle {
    for _ in 1..<CircleTerms.sizes.upperBound {
      do {
        return try await attempt(id, by: user, pledging: pledge, once)
      } catch is MembersChanged {
        continue
      }
    }
    return try await attempt(id, by: user, pledging: pledge, once)
  }

  private func attempt(
    _ id: Circle.ID, by user: UserID, pledging pledge: Money, _ once: Once<StartedCircle>
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
      guard Set(members.map(\.userID)) == Set(known) else { throw MembersChanged() }
      let book = try CircleBook.starting(circle, members, random: random, ids: ids, at: now)
      guard book.pledge == pledge.minorUnits else { throw CircleRefusal.amountChanged }
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
}

/// Somebody took or gave up a seat while the users who take part were locked. Nothing was done, and
/// no answer is kept.
private struct MembersChanged: MovesNothing, Unavailability {
  var retryAfterSeconds: Int { 1 }
}

/// A circle that was started.
public struct StartedCircle: Sendable, Hashable {
  /// The circle.
  public let view: CircleView
  /// Whether its first due day was past, and was moved to the day of the start.
  public let isStartMoved: Bool
}
