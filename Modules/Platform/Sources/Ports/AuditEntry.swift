public import Kernel

/// Who did something that must be accounted for, and from where.
public struct Actor: Sendable, Hashable {
  /// The signed-in user, or nil when the command line or the server itself acted.
  public let userID: UserID?
  /// The client's address, or nil outside of a request.
  public let address: String?
  /// The network that one subscriber has whole, and that the address is in: attempts are counted
  /// under it. The address itself where there is nothing more; nil outside of a request.
  public let network: String?
  /// The client's `User-Agent`, or nil outside of a request.
  public let userAgent: String?
  /// The request's id, or nil outside of a request.
  public let requestID: String?

  /// Makes an actor.
  public init(
    userID: UserID?, address: String? = nil, network: String? = nil, userAgent: String? = nil,
    requestID: String? = nil
  ) {
    self.userID = userID
    self.address = address
    self.network = network ?? address
    self.userAgent = userAgent
    self.requestID = requestID
  }

  /// The operator at the command line.
  public static let operatorConsole = Actor(userID: nil, userAgent: "atrium")
}

/// One change that a person answers for: written in the transaction that makes the change,
/// never edited, and chained by hash to the entry before it.
public struct AuditEntry: Sendable, Hashable {
  /// Who did it.
  public let actor: Actor
  /// What was done, in dotted lower case, the context first: `ajo.credit`. Auth's begin with
  /// `user`, as they did before there were other contexts.
  public let action: String
  /// What it was done to, as `kind:id`.
  public let target: String
  /// The state before, as JSON text; nil for a creation.
  public let before: String?
  /// The state after, as JSON text; nil for a removal.
  public let after: String?
  /// When it was done.
  public let at: Instant

  /// The context that did it: the first word of the action.
  public var context: String {
    let first = action.prefix { $0 != "." }
    return first == "user" ? "auth" : String(first)
  }

  /// Makes an entry.
  public init(
    actor: Actor, action: String, target: String, before: String? = nil, after: String? = nil,
    at: Instant
  ) {
    self.actor = actor
    self.action = action
    self.target = target
    self.before = before
    self.after = after
    self.at = at
  }

  /// The same, done at another instant.
  public func at(_ instant: Instant) -> AuditEntry {
    AuditEntry(
      actor: actor, action: action, target: target, before: before, after: after, at: instant)
  }

  /// The same with the state before and after, as JSON text.
  public func changing(_ before: String?, to after: String?) -> AuditEntry {
    AuditEntry(actor: actor, action: action, target: target, before: before, after: after, at: at)
  }
}
