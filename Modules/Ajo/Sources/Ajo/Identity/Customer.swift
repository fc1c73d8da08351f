public import Kernel

/// A user as far as money comes in and goes out: what is known of who they are.
public struct Customer: Hashable, Sendable {
  /// What is known.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// It is being looked at.
    case pending
    /// Who they are.
    case verified
    /// That they are not who they say.
    case rejected
  }

  /// The user.
  public let userID: UserID
  /// What is known.
  public internal(set) var status: Status

  /// A customer as a store keeps it; one of whom nothing is known unless more is given.
  public init(userID: UserID, status: Status = .none) {
    self.userID = userID
    self.status = status
  }

  /// Whether it is known who they are.
  public var isVerified: Bool { status == .verified }

  /// Takes in what a check came to. What was found before stays found, whatever comes later.
  /// - Returns: whether anything changed.
  mutating func hear(_ found: Status) -> Bool {
    guard status != .verified, status != found else { return false }
    status = found
    return true
  }
}
