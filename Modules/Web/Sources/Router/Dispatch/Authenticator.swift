public import Kernel

/// Tells who is behind an access token.
public protocol Authenticator: Sendable {
  /// The caller behind a bearer token.
  ///
  /// - Throws: `Problem` with `unauthorized` for a token that is malformed, expired or revoked;
  ///   an `Unavailability` where that cannot be found out now.
  func principal(bearer token: String, at now: Instant) async throws -> Principal

  /// The same, told from which network the token comes (`RequestContext.network`), so that those
  /// who try tokens can be slowed down.
  func principal(
    bearer token: String, from network: String, at now: Instant
  ) async throws -> Principal

  /// The caller behind a token that is good, where that can be told without waiting. Nil says
  /// nothing of the token: the others are asked.
  func knownPrincipal(bearer token: String, at now: Instant) -> Principal?
}

extension Authenticator {
  /// Whatever the network.
  public func principal(
    bearer token: String, from network: String, at now: Instant
  ) async throws -> Principal {
    try await principal(bearer: token, at: now)
  }

  /// Nobody is known.
  public func knownPrincipal(bearer token: String, at now: Instant) -> Principal? { nil }
}
