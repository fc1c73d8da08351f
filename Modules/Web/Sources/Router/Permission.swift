public import Kernel

/// Who may call a route. Each context lists its permissions in one table, and a route names the
/// one it asks for.
public struct Permission: Hashable, Sendable {
  /// What the permission asks of the caller.
  public enum Rule: Hashable, Sendable {
    /// Nothing: the route is public.
    case anyone
    /// A valid access token.
    case signedIn
    /// A valid access token of somebody who has at least one of these roles.
    case anyRole([Role])
  }

  /// A name for readers of the documentation: `ajo.wallet.own`.
  public let name: String
  /// What is asked of the caller.
  public let rule: Rule
  /// Whether an API key can have it, if its scopes name it. Whatever manages credentials is for
  /// people alone.
  public let isForKeys: Bool

  /// A permission with its name and rule.
  /// - Parameter keys: whether an API key can have it.
  public init(_ name: String, _ rule: Rule, keys: Bool = true) {
    self.name = name
    self.rule = rule
    isForKeys = keys && rule != .anyone
  }

  /// Everybody may.
  public static let anyone = Permission("anyone", .anyone)
  /// Everybody who is signed in may.
  public static let signedIn = Permission("signed_in", .signedIn, keys: false)

  /// Whether a caller has to be signed in.
  public var needsPrincipal: Bool { rule != .anyone }

  /// Refuses a caller who may not.
  ///
  /// - Throws: `Problem` with `unauthorized` where nobody is signed in, `forbidden` where the
  ///   caller lacks the role or their API key the scope.
  public func check(_ principal: Principal?) throws(Problem) {
    guard needsPrincipal else { return }
    guard let principal else {
      throw Problem(.unauthorized, detail: "Sign in and send the access token as a bearer token.")
    }
    if let key = principal.key, !isForKeys || !key.scopes.contains(name) {
      throw Problem(
        .forbidden,
        detail: isForKeys
          ? "This API key does not have the scope \(name)." : "No API key can do this.")
    }
    guard case .anyRole(let roles) = rule else { return }
    guard roles.contains(where: principal.has) else {
      throw Problem(.forbidden, detail: "You are not allowed to do this.")
    }
  }
}

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

  /// The caller behind a token that was found good before and still is, where that is known without
  /// waiting. Nil says nothing of the token: the others are asked.
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
