public import Auth
public import Kernel
public import Router

/// Tells who is behind an access token, without asking the store: by its signature, and by the
/// board of sessions that were ended since.
public struct TokenAuthenticator: Authenticator {
  private let tokens: AccessTokens
  private let board: NoticeBoard
  private let cache: TokenCache

  /// An authenticator that remembers up to `capacity` tokens whose signature was right.
  public init(tokens: AccessTokens, board: NoticeBoard, capacity: Int = 8192) {
    self.tokens = tokens
    self.board = board
    cache = TokenCache(capacity: capacity)
  }

  /// The caller behind a bearer token.
  /// - Throws: `Problem` with `unauthorized` for a token that is malformed, expired or revoked;
  ///   the store's error when a key had to be looked up there.
  public func principal(bearer token: String, at now: Instant) async throws -> Principal {
    let claims = try await claims(of: token, at: now)
    guard let claims, let roles = board.roles(of: claims) else {
      throw Problem(.unauthorized, detail: "The access token is not valid, or not any more.")
    }
    return Principal(userID: claims.userID, sessionID: claims.sessionID, roles: roles)
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
