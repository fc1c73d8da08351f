public import Kernel

/// Authenticates callers for longer than a request, and tells whether they may still stay. Auth
/// implements it.
public protocol SocketAuthenticator: Sendable {
  /// Authenticates the caller of an access token.
  ///
  /// - Throws: `Problem` with `unauthorized` for a token that is malformed, expired or revoked;
  ///   an `Unavailability` where that cannot be found out now.
  func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession

  /// The cookie in which browsers carry an access token to a handshake; nil where there is none.
  var cookieName: String? { get }

  /// Calls `told`, from any thread, soon after a session ended, a user was blocked or roles
  /// changed, at this server or another one of the same store.
  func onChange(_ told: @escaping @Sendable () -> Void)
}

extension SocketAuthenticator {
  /// None.
  public var cookieName: String? { nil }
}

/// An authenticated caller.
public struct AdmittedSession: Sendable {
  /// The caller at the time of authentication.
  public let principal: Principal
  private let look: @Sendable () -> Principal?

  /// An admission.
  /// - Parameter look: who it is now, with the roles of now; nil once the session has ended. It
  ///   is asked often, and on an event loop.
  public init(_ principal: Principal, look: @escaping @Sendable () -> Principal?) {
    self.principal = principal
    self.look = look
  }

  /// The caller now; nil once the session has ended. It outlives the token that began it, so a
  /// socket need not be opened again every quarter of an hour.
  public var current: Principal? { look() }
}
