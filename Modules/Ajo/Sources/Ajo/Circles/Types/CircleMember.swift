public import Kernel

/// Somebody's part in a circle.
public struct CircleMember: Sendable, Hashable {
  /// Which circle.
  public let circleID: Circle.ID
  /// Who.
  public let userID: UserID
  /// What they may do.
  public var role: Role
  /// Whether they still take part.
  public var state: State
  /// The cycle whose pot is theirs; by joining until the circle starts.
  public var turn: Int
  /// Whether contributions are debited from their wallet on due days.
  public var mandate: Bool
  /// What they agree to pledge if the circle is handed over to them, in minor units; 0 where they
  /// do not.
  public var pledgeOffer: Int64
  /// When they joined.
  public let joinedAt: Instant
  /// When they were replaced or removed.
  public var endedAt: Instant?

  /// What a member may do.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// Looks after the circle.
    case host
    /// Takes part.
    case member
  }

  /// Whether a member still takes part.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// They pay, and have their turn.
    case active
    /// Somebody else took over what is to come.
    case replaced
    /// The others voted them out.
    case removed
  }

  /// A member as it was kept; a new one unless more is said.
  public init(
    circleID: Circle.ID, userID: UserID, role: Role = .member, state: State = .active, turn: Int,
    mandate: Bool = false, pledgeOffer: Int64 = 0, joinedAt: Instant, endedAt: Instant? = nil
  ) {
    self.circleID = circleID
    self.userID = userID
    self.role = role
    self.state = state
    self.turn = turn
    self.mandate = mandate
    self.pledgeOffer = pledgeOffer
    self.joinedAt = joinedAt
    self.endedAt = endedAt
  }
}
