import Crypto
public import Kernel
import Ports

/// A session that was just opened or refreshed.
public struct OpenSession: Hashable, Sendable {
  /// Its user.
  public let user: User
  /// Its id.
  public let sessionID: SessionID
  /// The token that refreshes it, once.
  public let refreshToken: String

  /// The claims of an access token for the session, issued at `now`.
  /// - Parameter lifetime: for how many seconds the token is valid.
  public func claims(at now: Instant, lifetime: Int64) -> AccessClaims {
    AccessClaims(
      userID: user.id, sessionID: sessionID, roles: user.roles, epoch: user.epoch,
      issuedAt: Instant(seconds: now.seconds),
      expiresAt: Instant(seconds: now.seconds).adding(seconds: lifetime))
  }
}

/// Opens sessions: every sign-in and every registration ends here.
struct SessionOpening: Sendable {
  let ids: any IDSource
  let random: any RandomSource
  let settings: AuthSettings

  /// The id and the secrets of a session to be opened.
  struct Draft: Sendable {
    let id: SessionID
    let family: RefreshFamily
    let token: RefreshToken
    let challenge: String
  }

  /// Draws the id and the secrets of a session, before the transaction, whose body may run again.
  func draft() -> Draft {
    let id: SessionID = ids.make()
    let (family, token) = RefreshFamily.start(id, random: random)
    return Draft(
      id: id, family: family, token: token, challenge: Base64URL.encode(random.bytes(32)))
  }

  /// Opens a session of a locked user who has shown everything that is asked of them.
  func open(
    _ draft: Draft, of user: User, from client: Actor, at now: Instant, in rows: any SessionRows
  ) throws -> OpenSession {
    let session = Session(
      id: draft.id, userID: user.id, createdAt: now, lastSeenAt: now,
      expiresAt: now.adding(seconds: settings.refreshLifetime),
      userAgent: client.userAgent.map { String($0.prefix(512)) }, address: client.address,
      family: draft.family)
    try rows.insert(session, from: client.network)
    try rows.forgetSessions(expiredBefore: now.adding(seconds: -settings.sessionRetention))
    return OpenSession(user: user, sessionID: draft.id, refreshToken: draft.token.text)
  }

  /// Opens a session of a locked user who has shown their first factor. If they have an
  /// authenticator, keeps a challenge instead, which a code answers.
  /// - Returns: the session, or `SignInRefusal.mfaRequired` with the challenge. It is returned and
  ///   not thrown, so that the challenge commits.
  func openUnlessChallenged(
    _ draft: Draft, of user: User, from client: Actor, at now: Instant,
    in rows: any SessionRows & SecondFactorRows
  ) throws -> Result<OpenSession, SignInRefusal> {
    guard try rows.totp(of: user.id)?.enabledAt != nil else {
      return .success(try open(draft, of: user, from: client, at: now, in: rows))
    }
    try rows.insertChallenge(
      SHA256.hash(Array(draft.challenge.utf8)), of: user.id,
      expiresAt: now.adding(seconds: settings.challengeLifetime), at: now)
    return .failure(.mfaRequired(token: draft.challenge))
  }
}
