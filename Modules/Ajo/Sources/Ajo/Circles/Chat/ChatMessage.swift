public import Kernel

/// What a member of a circle wrote to the others.
public struct ChatMessage: Sendable, Hashable {
  /// A message's id.
  public typealias ID = Identifier<ChatMessage>

  /// The message's id.
  public let id: ID
  /// In which circle.
  public let circleID: Circle.ID
  /// Its place among the circle's messages, from 1 without gaps.
  public let number: Int64
  /// Who wrote it.
  public let userID: UserID
  /// The text, of `length`; nil once it was deleted.
  public var text: String?
  /// When it was written.
  public let createdAt: Instant
  /// When it was deleted; nil before.
  public var deletedAt: Instant?

  /// How many Unicode scalars a message may have.
  public static let length = 1...2_000
  /// For how many seconds its writer can delete it.
  public static let deletableSeconds: Int64 = 15 * 60
  /// How many messages a member may write to a circle in `rateSeconds`.
  public static let rate = 20
  /// In how many seconds.
  public static let rateSeconds: Int64 = 60

  /// A message as it was kept.
  public init(
    id: ID, circleID: Circle.ID, number: Int64, userID: UserID, text: String?,
    createdAt: Instant, deletedAt: Instant? = nil
  ) {
    self.id = id
    self.circleID = circleID
    self.number = number
    self.userID = userID
    self.text = text
    self.createdAt = createdAt
    self.deletedAt = deletedAt
  }
}

/// Why something is not done in a circle's chat, in order of precedence.
public enum ChatRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such message in the circle.
  case noSuchMessage
  /// Somebody else wrote it.
  case notYours
  /// It was written too long ago to be deleted.
  case tooOld
}

/// A member has written as much as they may for now.
public struct TooManyMessages: Error, Hashable, Sendable {
  /// After how many seconds they can write again, 1 or more.
  public let retryAfterSeconds: Int

  /// Makes the refusal.
  public init(retryAfterSeconds: Int) {
    self.retryAfterSeconds = retryAfterSeconds
  }
}
