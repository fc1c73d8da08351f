public import Events
public import Kernel
public import Ports
public import Work

// What circles have to say when a member deletes their account.

/// What binds a user to a circle so that they cannot leave.
public struct CircleBond: Sendable, Hashable {
  /// How the circle is called.
  public let circle: String
  /// What it is.
  public let kind: Kind

  /// What binds a user to a circle.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// It is under way, and they are in it.
    case active
    /// They owe somebody in it.
    case owes
    /// Somebody in it owes them.
    case owed
  }

  /// A bond.
  public init(circle: String, kind: Kind) {
    self.circle = circle
    self.kind = kind
  }

  /// Why the user cannot leave.
  public var objectionToLeaving: DeletionObjection {
    let detail =
      switch kind {
      case .active: "You are in the circle \(circle), which is under way."
      case .owes: "You owe a contribution to the circle \(circle)."
      case .owed: "You are owed a contribution to the circle \(circle)."
      }
    return DeletionObjection("active_circles", detail)
  }
}

/// Gives up the seats of somebody who has left in circles that have not started. It may run more
/// than once.
public struct LeaveCircles: Job {
  /// `ajo.leave_circles`.
  public static let kind = "ajo.leave_circles"
  /// The user.
  public let user: UserID

  /// Asks for a user's seats to be given up.
  public init(of user: UserID) { self.user = user }

  private enum CodingKeys: String, CodingKey {
    case user = "userID"
  }
}

extension CircleService {
  /// The name under which deletions of accounts are noted, which never changes.
  public static let leaverSubscriber = "ajo.circle_leavers"
  /// The name under which blocks are noted, which never changes.
  public static let blockedSubscriber = "ajo.circle_mandates"

  /// Has the seats of somebody given up who has left, once for each event.
  /// - Throws: the store's error.
  public func leaveCircles(_ user: UserID, after event: RelayedEvent.ID) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.leaverSubscriber) else { return }
      try transaction.work.enqueue(LeaveCircles(of: user), unique: .byArguments)
    }
  }

  /// Gives the seats of somebody up who has left, circle by circle; those that they host are
  /// cancelled.
  /// - Throws: `JobTaken` where somebody else has the job by now, or the store's error.
  public func leaveCircles(_ user: UserID, in run: JobRun) async throws {
    let now = clock.now()
    var isDone = false
    while !isDone {
      isDone = try await store.atomically(.unkeyed) { transaction in
        guard let id = try transaction.formingCircles(of: user, limit: 1).first else {
          try transaction.work.complete(run)
          return true
        }
        guard let circle = try transaction.lockCircle(id), circle.state == .forming,
          let member = try transaction.member(user, of: id)
        else { return false }
        if circle.hostID == user {
          _ = try transaction.cancel(circle, at: now)
        } else {
          try transaction.giveUp(member, in: circle, name: "Somebody")
        }
        return false
      }
    }
  }

  /// Stops the mandates of somebody who was blocked, once for each event.
  /// - Throws: the store's error.
  public func stopMandates(of user: UserID, after event: RelayedEvent.ID) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.blockedSubscriber) else { return }
      try transaction.stopMandates(of: user)
    }
  }
}
