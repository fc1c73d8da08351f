public import Kernel

/// Something that a user keeps.
public struct Item: Hashable, Sendable {
  /// The item's id.
  public typealias ID = Identifier<Item>

  /// The item's id.
  public let id: ID
  /// Whose it is.
  public let owner: UserID
  /// What its owner calls it, 1–200 characters; no two items of an owner have the same.
  public let title: String
  /// When it was made.
  public let createdAt: Instant

  /// Puts an item together.
  public init(id: ID, owner: UserID, title: String, createdAt: Instant) {
    self.id = id
    self.owner = owner
    self.title = title
    self.createdAt = createdAt
  }
}

/// Why something was not done, in order of precedence.
public enum ItemRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such item, or it is somebody else's.
  case notFound
  /// The owner has an item of this title.
  case titleTaken
}
