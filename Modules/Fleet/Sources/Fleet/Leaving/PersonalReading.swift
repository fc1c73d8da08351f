public import Kernel

/// What is kept about one person, for them to take away.
public protocol PersonalReading: Sendable {
  /// The drivers that a user is or was, by their ids.
  func drivers(linkedTo user: UserID) async throws -> [Driver]

  /// Up to `limit` transactions with ids above `after` that a user requested, was asked to decide,
  /// decided, or was served in, by their ids.
  func transactions(
    naming user: UserID, after: FuelTransaction.ID?, limit: Int
  ) async throws -> [FuelTransaction]

  /// Up to `limit` top-ups with ids above `after` that a user made, by their ids.
  func topUps(madeBy user: UserID, after: TopUp.ID?, limit: Int) async throws -> [TopUp]

  /// The invitations to companies that a user accepted, by their ids.
  func invitations(acceptedBy user: UserID) async throws -> [CompanyInvitation]

  /// Up to `limit` changes with ids above `after` that a user pushed, by their ids.
  func changes(
    pushedBy user: UserID, after: PushedChange.ID?, limit: Int
  ) async throws -> [KeptChange]
}

/// A pushed change as it is kept.
public struct KeptChange: Hashable, Sendable {
  /// The change's id.
  public let id: PushedChange.ID
  /// What became of it.
  public let change: PushedChange
  /// When it was pushed.
  public let at: Instant

  /// Makes one.
  public init(id: PushedChange.ID, change: PushedChange, at: Instant) {
    self.id = id
    self.change = change
    self.at = at
  }
}
