public import Auth
public import Kernel
public import Realtime
public import Router

/// Tells who is behind an access token, without asking the store: by its signature, and by the
/// revocations of sessions that were ended since.
public struct TokenAuthenticator: Authenticator, SocketAuthenticator {
  private let tokens: AccessTokens
  private let revocations: RevocationList
  private let keys: APIKeyring?
  private let cache: TokenCache
  /// The cookie that carries a token to a socket's handshake.
  public let cookieName: String?

  /// An authenticator that remembers up to `capacity` tokens whose signature was right.
  /// - Parameters:
  ///   - keys: the API keys that count beside access tokens; none without it.
  ///   - cookieName: the cookie that carries a token to a socket's handshake; none without it.
  public init(
    tokens: AccessTokens, revocations: RevocationList, keys: APIKeyring? = nil,
    cookieName: String? = nil,
    capacity: Int = 8192
  ) {
    self.keys = keys
    self.cookieName = cookieName
    self.tokens = tokens
    self.revocations = revocations
    cache = TokenCache(capacity: capacity)
  }

  /// The caller behind a bearer token.
  /// - Throws: `Problem` with `unauthorized` for a token that is malformed, expired or revoked;
  ///   the store's error when a key had to be looked up there.
  public func principal(bearer token: String, at now: Instant) async throws -> Principal {
    try await caller(bearer: token, at: now).principal
  }

  /// The caller behind an access token whose signature was found right before, unless it has
  /// expired or was revoked since. API keys are not among them.
  public func knownPrincipal(bearer token: String, at now: Instant) -> Principal? {
    guard let claims = cache[token], tokens.isTimely(claims, at: now) else { return nil }
    return Self.principal(claims, revocations)
  }

  /// Lets in the caller behind a bearer token for as long as the session goes on.
  /// - Throws: as `principal` does.
  public func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession {
    let (principal, claims) = try await caller(bearer: token, at: now)
    return AdmittedSession(principal) { [revocations] in Self.principal(claims, revocations) }
  }

  /// Has `told` called after every revocation that says something new.
  public func onChange(_ told: @escaping @Sendable () -> Void) { revocations.onNews(told) }

  private func caller(
    bearer token: String, at now: Instant
  ) async throws -> (principal: Principal, claims: AccessClaims) {
    guard let claims = try await claims(of: token, at: now),
      let principal = Self.principal(claims, revocations)
    else {
      throw Problem(.unauthorized, detail: "The access token is not valid, or not any more.")
    }
    return (principal, claims)
  }

  private static func principal(_ claims: AccessClaims, _ revocations: RevocationList) -> Principal?
  {
    revocations.roles(of: claims).map {
      Principal(userID: claims.userID, sessionID: claims.sessionID, roles: $0)
    }
  }

  /// The caller behind a bearer token: an access token, or an API key, which are told apart by how
  /// they begin.
  /// - Throws: as `principal(bearer:at:)`, and `TooManyFailures` for a wrong key
  ///   from where too many came.
  public func principal(
    bearer token: String, from network: String, at now: Instant
  ) async throws -> Principal {
    guard let keys, token.hasPrefix(APIKeyText.mark) else {
      return try await principal(bearer: token, at: now)
    }
    guard let holder = try await keys.holder(of: token, from: network) else {
      throw Problem(.unauthorized, detail: "The API key is not valid, or not any more.")
    }
    return Principal(
      userID: holder.user.id,
      key: Principal.KeyGrant(id: holder.key.id, scopes: holder.key.scopes),
      roles: holder.user.roles)
  }

  private func claims(of token: String, at now: Instant) async throws -> AccessClaims? {
    if let claims = cache[token] { return tokens.isTimely(claims, at: now) ? claims : nil }
    do {
      let claims = try await tokens.read(token, at: now)
      cache.insert(claims, for: token)
      return claims
    } catch is InvalidToken {
      return nil
    }
  }
}
