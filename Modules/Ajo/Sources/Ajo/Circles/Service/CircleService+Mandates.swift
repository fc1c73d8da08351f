public import Kernel
import Ports
import Work

extension CircleService {
  /// Lets contributions be debited from a member's wallet on due days, or not any more.
  ///
  /// A mandate moves money later: whoever gives one shows a PIN token for what a cycle costs. To
  /// end one takes none, nor does giving it again.
  /// - Parameter precondition: refuses a version that the caller has not seen.
  /// - Throws: `CircleRefusal`, `PinRequired`, what `precondition` throws, or the store's error.
  public func setMandate(
    _ isEnabled: Bool, in id: Circle.ID, by user: UserID, pinToken: String? = nil,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> CircleView {
    let seen = try await circle(id, of: user)
    guard isEnabled, !seen.member.mandate, seen.goesOn else {
      return try await change(isEnabled, in: id, by: user, agreed: nil, precondition)
    }
    let amount = seen.circle.amount
    return try await money.perform(
      Spending(userID: user, action: .contribute, amount: amount, pinToken: pinToken),
      once: Once<CircleView>.unkeyed, refusals: CircleRefusal.self, replay: { _ in nil },
      check: { try precondition(seen.circle.version) },
      move: { try await change(true, in: id, by: user, agreed: amount, precondition) })
  }

  /// - Parameter agreed: up to what the member agrees to be debited; nil where they were not asked.
  private func change(
    _ isEnabled: Bool, in id: Circle.ID, by user: UserID, agreed: Money?,
    _ precondition: @escaping @Sendable (Int64) throws -> Void
  ) async throws -> CircleView {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      var (circle, member) = try transaction.lock(id, asMember: user)
      try precondition(circle.version)
      guard circle.state == .forming || circle.state == .active else {
        throw CircleRefusal.alreadyEnded
      }
      guard member.mandate != isEnabled else {
        return try transaction.view(of: circle, for: member)
      }
      if isEnabled, agreed != circle.amount { throw CircleRefusal.amountChanged }
      member.mandate = isEnabled
      try transaction.update([member])
      if circle.state == .active {
        let window = try CircleBook.window(of: circle, at: now)
        let parts = try transaction.parts(of: id, contributionsTo: window)
        var book = try CircleBook(circle, parts, window: window, at: now)
        book.reschedule()
        circle = try transaction.commit(book)
      } else {
        circle.version += 1
        try transaction.update(circle)
      }
      return try transaction.view(of: circle, for: member)
    }
  }
}

extension CircleView {
  /// Whether the viewer takes part, and the circle has not ended.
  var goesOn: Bool {
    member.state == .active && (circle.state == .forming || circle.state == .active)
  }
}
