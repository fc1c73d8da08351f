public import Kernel

/// Lets callers in for longer than a request takes, and tells whether they may still stay. Auth
/// answers it.
public protocol SocketAuthenticator: Sendable {
  /// Lets in whoever is behind an access token.
  ///
  /// - Throws: `Problem` with `unauthorized` for a token that is malformed, expired or revoked;
  ///   an `Unavailability` where that cannot be found out now.
  func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession

  /// The cookie in which browsers carry an access token to a handshake; nil where there is none.
  var cookieName: String? { get }

  /// Has `told` called, from whatever thread, soon after a session has ended, a user was barred or
  /// roles have changed, here or at another server of the same store.
  func onChange(_ told: @escaping @Sendable () -> Void)
}

extension SocketAuthenticator {
  /// None.
  public var cookieName: String? { nil }
}

/// Somebody who was let in.
public struct AdmittedSession: Sendable {
  /// Who it was then.
  public let principal: Principal
  private let look: @Sendable () -> Principal?

  /// An admission.
  /// - Parameter look: who it is now, with the roles of now; nil once the session has ended. It
  ///   is asked often, and on an event loop.
  public init(_ principal: Principal, look: @escaping @Sendable () -> Principal?) {
    self.principal = principal
    self.look = look
  }

  /// Who it is now; nil once the session has ended. It does not end with the token that began
  /// it, so that a socket need not be opened anew every quarter of an hour.
  public var current: Principal? { look() }
}
