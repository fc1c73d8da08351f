public import Auth
import Crypto
public import Kernel
public import Realtime
public import Router

/// Tells who is behind an access token, without asking the store: by its signature, and by the
/// revocations of sessions that were ended since.
///
/// Tokens whose signature was right are remembered. To check one that is not takes a few
/// microseconds, since the keys are ours: a server need not remember all that are in use.
public struct TokenAuthenticator: Authenticator, SocketAuthenticator {
  private let tokens: AccessTokens
  private let revocations: RevocationList
  private let keys: APIKeyring?
  private let cache: TokenCache?
  /// The cookie that carries a token to a socket's handshake.
  public let cookieName: String?

  /// How many tokens are remembered unless another number is given.
  public static let usualCapacity = 131_072

  /// Makes an authenticator.
  /// - Parameters:
  ///   - keys: the API keys that count beside access tokens; none without it.
  ///   - cookieName: the cookie that carries a token to a socket's handshake; none without it.
  ///   - capacity: how many tokens are remembered, 0 or more.
  public init(
    tokens: AccessTokens, revocations: RevocationList, keys: APIKeyring? = nil,
    cookieName: String? = nil, capacity: Int = usualCapacity
  ) {
    self.keys = keys
    self.cookieName = cookieName
    self.tokens = tokens
    self.revocations = revocations
    cache = capacity > 0 ? TokenCache(capacity: capacity, grace: tokens.grace) : nil
  }

  /// How many tokens are remembered, and how often one was looked up and found.
  public var remembered: TableFigures { cache?.figures ?? TableFigures() }

  /// The caller behind a bearer token.
  /// - Throws: `Problem` with `unauthorized` for a token that is malformed, expired or revoked;
  ///   the store's error when a key had to be looked up there.
  public func principal(bearer token: String, at now: Instant) async throws -> Principal {
    try await caller(bearer: token, at: now).principal
  }

  /// The caller behind an access token by a key that is in memory, unless it has expired or was
  /// revoked. API keys are not among them.
  public func knownPrincipal(bearer token: String, at now: Instant) -> Principal? {
    guard keys == nil || !token.hasPrefix(APIKeyText.mark) else { return nil }
    return knownClaims(of: token, at: now).flatMap { Self.principal($0, revocations) }
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
    if let claims = knownClaims(of: token, at: now) { return claims }
    do {
      return try await tokens.read(token, at: now)
    } catch is InvalidToken {
      return nil
    }
  }

  private func knownClaims(of token: String, at now: Instant) -> AccessClaims? {
    guard let cache else { return try? tokens.claims(of: token, at: now) }
    // Too long for us, and so not worth a digest.
    guard token.utf8.count <= JWT.largestToken else { return nil }
    let key = TokenCache.Key(token)
    if let claims = cache[key] { return tokens.isTimely(claims, at: now) ? claims : nil }
    guard let claims = try? tokens.claims(of: token, at: now) else { return nil }
    cache.insert(claims, for: key, at: now)
    return claims
  }
}
