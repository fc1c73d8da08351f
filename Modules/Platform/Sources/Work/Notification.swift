public import Kernel

/// Something that a user is told: kept until they have read it, and shown at once where they look.
public struct Notification: Sendable, Hashable {
  /// What a user may do about it.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The user is expected to do something.
    case actionRequired = "action_required"
    /// There is something to know.
    case info
    /// Something worked out.
    case success
  }

  /// How soon it should reach the user.
  public enum Priority: String, Sendable, Hashable, CaseIterable {
    /// At any hour.
    case high
    /// When it suits.
    case normal
  }

  /// The event that it tells of: `<context>.<aggregate>.<what>`. Users choose channels by it.
  public let event: String
  /// A line.
  public let title: String
  /// What there is to say, in a few sentences at most.
  public let body: String
  /// What the user may do about it.
  public let kind: Kind
  /// How soon it should reach the user.
  public let priority: Priority
  /// Where in the product it leads; nil for nowhere.
  public let actionURL: String?

  /// A notification.
  public init(
    _ event: String, title: String, body: String, kind: Kind = .info, priority: Priority = .normal,
    actionURL: String? = nil
  ) {
    self.event = event
    self.title = title
    self.body = body
    self.kind = kind
    self.priority = priority
    self.actionURL = actionURL
  }
}

/// An event that users are notified of, as a context declares it.
public struct NotificationEvent: Sendable, Hashable {
  /// `<context>.<aggregate>.<what>`.
  public let name: String
  /// What it is about, in a few words, for those who choose.
  public let summary: String
  /// Whether users cannot choose: security, and money that went out.
  public let isCritical: Bool

  /// An event that users are notified of.
  public init(_ name: String, _ summary: String, isCritical: Bool = false) {
    self.name = name
    self.summary = summary
    self.isCritical = isCritical
  }
}

/// What a `NotificationID` is the id of: a notification of one user.
public enum NotificationTag {}
/// A notification's id.
public typealias NotificationID = Identifier<NotificationTag>
