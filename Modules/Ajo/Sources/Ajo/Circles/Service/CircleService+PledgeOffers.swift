public import Kernel
import Ports
import Work

extension CircleService {
  /// Agrees to pledge if the circle is handed over to oneself, or not any more.
  ///
  /// A handover under `hostCover` moves the new host's money: whoever agrees to it shows a PIN
  /// token for the pledge. Not to agree any more takes none, nor does agreeing to as much again.
  /// - Throws: `CircleRefusal`, `PinRequired`, or the store's error.
  public func offerPledge(
    _ isEnabled: Bool, in id: Circle.ID, by user: UserID, pinToken: String? = nil
  ) async throws -> CircleView {
    let seen = try await circle(id, of: user)
    let pledge = seen.circle.pledge
    guard isEnabled, seen.member.pledgeOffer < pledge.minorUnits, seen.goesOn else {
      return try await offer(isEnabled, in: id, by: user, agreed: nil)
    }
    return try await money.perform(
      Spending(userID: user, action: .contribute, amount: pledge, pinToken: pinToken),
      once: Once<CircleView>.unkeyed, refusals: CircleRefusal.self, replay: { _ in nil },
      check: {}, move: { try await offer(true, in: id, by: user, agreed: pledge) })
  }

  /// - Parameter agreed: what the member agrees to pledge; nil where they were not asked.
  private func offer(
    _ isEnabled: Bool, in id: Circle.ID, by user: UserID, agreed: Money?
  ) async throws -> CircleView {
    try await store.atomically(.unkeyed) { transaction in
      var (circle, member) = try transaction.lock(id, asMember: user)
      guard circle.state == .forming || circle.state == .active else {
        throw CircleRefusal.alreadyEnded
      }
      let pledge = isEnabled ? circle.pledge.minorUnits : 0
      // What is offered already is as good as more.
      if isEnabled ? member.pledgeOffer < pledge : member.pledgeOffer > 0 {
        if isEnabled, agreed != circle.pledge { throw CircleRefusal.amountChanged }
        member.pledgeOffer = pledge
        circle.version += 1
        try transaction.update([member])
        try transaction.update(circle)
      }
      return try transaction.view(of: circle, for: member)
    }
  }
}
