public import Events
import Kernel
public import Work

/// Events within a transaction.
public protocol EventRows {
  /// Publishes an event with the change.
  func publish(_ event: Event) throws
}

/// What Auth publishes. The data tells ids and roles and nothing else of a person: who wants more
/// asks for it, and gets what is true then.
public enum AuthEvents {
  /// Every kind.
  public static let declarations = [
    EventDeclaration(
      "auth.user.registered",
      "An account was made. The data has its user_id, and referred_by where somebody was named."),
    EventDeclaration(
      "auth.user.roles_changed", "A user has other roles. The data has their user_id and roles."),
    EventDeclaration(
      "auth.user.blocked", "A user may not sign in any more. The data has their user_id."),
    EventDeclaration(
      "auth.user.unblocked", "A user may sign in again. The data has their user_id."),
    EventDeclaration(
      EventSubscriber.userDeleted,
      "An account was deleted. The data has its user_id, which is nobody's again."),
    EventDeclaration(
      "auth.session.revoked",
      """
      Sessions ended before their time. The data has their user_id and the session_id, or null for \
      all of the user's sessions but except_session_id, which may be null, too.
      """),
  ]
}

extension Event {
  /// `auth.user.registered`
  static func registered(_ user: User) -> Event {
    ofUser("auth.user.registered", user.id, referredBy: user.referredBy)
  }

  /// `auth.user.roles_changed`; whoever follows the user hears of it, too.
  static func rolesChanged(_ user: User) -> Event {
    Event(
      "auth.user.roles_changed", of: "user:\(user.id)", topics: [TopicName.user(user.id)],
      data: RolesNews(user_id: "\(user.id)", roles: user.roles.map(\.rawValue)))
  }

  /// `auth.user.blocked`
  static func blocked(_ user: User) -> Event { ofUser("auth.user.blocked", user.id) }

  /// `auth.user.unblocked`
  static func unblocked(_ user: User) -> Event { ofUser("auth.user.unblocked", user.id) }

  /// `auth.user.deleted`
  static func deleted(_ user: UserID) -> Event { ofUser(EventSubscriber.userDeleted, user) }

  /// `auth.session.revoked` of one session.
  static func revoked(_ session: SessionID, of user: UserID) -> Event {
    revoked(SessionNews(user_id: "\(user)", session_id: "\(session)", except_session_id: nil), user)
  }

  /// `auth.session.revoked` of all sessions but one. It is one event however many they are: who has
  /// a session knows its id, and needs no list of the others.
  static func revokedAll(of user: UserID, except: SessionID?) -> Event {
    revoked(
      SessionNews(
        user_id: "\(user)", session_id: nil, except_session_id: except.map { "\($0)" }), user)
  }

  private static func revoked(_ news: SessionNews, _ user: UserID) -> Event {
    Event(
      "auth.session.revoked", of: "user:\(user)", topics: [TopicName.user(user)], data: news)
  }

  private static func ofUser(_ type: String, _ user: UserID, referredBy: UserID? = nil) -> Event {
    Event(
      type, of: "user:\(user)",
      data: UserNews(user_id: "\(user)", referred_by: referredBy.map { "\($0)" }))
  }
}

private struct UserNews: Encodable, Sendable {
  let user_id: String
  let referred_by: String?
}

private struct RolesNews: Encodable, Sendable {
  let user_id: String
  let roles: [String]
}

private struct SessionNews: Encodable, Sendable {
  let user_id: String
  let session_id: String?
  let except_session_id: String?

  private enum CodingKeys: CodingKey { case user_id, session_id, except_session_id }

  /// Receivers find both members in every event, null where there is none.
  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(user_id, forKey: .user_id)
    try members.encode(session_id, forKey: .session_id)
    try members.encode(except_session_id, forKey: .except_session_id)
  }
}

extension SessionRows where Self: EventRows {
  /// Ends the live sessions of a locked user, all or all but one, and publishes that.
  /// - Returns: the sessions that were ended.
  func revokeSessions(
    of user: UserID, except: SessionID? = nil, at now: Instant
  ) throws -> [SessionID] {
    let ended = try endSessions(of: user, except: except, at: now)
    if !ended.isEmpty { try publish(.revokedAll(of: user, except: except)) }
    return ended
  }

  /// Ends a locked session, and publishes that.
  func revoke(_ session: Session, at now: Instant) throws {
    var ended = session
    ended.revokedAt = now
    try update(ended)
    try publish(.revoked(session.id, of: session.userID))
  }
}
