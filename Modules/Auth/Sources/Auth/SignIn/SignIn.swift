import Kernel
import Ports

/// Signs users in, by password, code or identity provider, and refreshes, lists and ends sessions.
public struct SignIn: Sendable {
  let store: any SignInStore
  let opening: SessionOpening
  let limiter: AttemptLimiter
  let hasher: any PasswordHasher
  let verifier: any IdentityVerifier
  let revocations: RevocationList
  let letters: Letters
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource
  let settings: AuthSettings

  /// Runs a transaction and publishes its revocations: to all servers within it, on this server
  /// once it has committed.
  func commit<Value: Sendable>(
    at now: Instant,
    _ body: @escaping @Sendable (any SignInTransaction) throws -> Effect<Value>
  ) async throws -> Value {
    try await store.atomically { try body($0).published(in: $0, at: now) }
      .applied(to: revocations, at: now)
  }
}

/// The rows that signing in reads and changes.
public typealias SignInTransaction = UserRows & SessionRows & SecondFactorRows & IdentityRows
  & AttemptRows & SecretRows & RevocationRows & AuditRows & LetterRows & EventRows

/// The store that signing in needs.
public protocol SignInStore: UserStore, SessionStore {
  /// Runs a transaction. Its body is synchronous, so that nothing suspends while rows are locked,
  /// and may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any SignInTransaction) throws -> Value
  ) async throws -> Value
}
