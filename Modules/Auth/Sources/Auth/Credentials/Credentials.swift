import Kernel
import Ports

/// Changes what proves who a user is: password, verified address, authenticator, transaction PIN,
/// identities and API keys.
public struct Credentials: Sendable {
  let store: any CredentialsStore
  let reauthentication: Reauthentication
  let limiter: AttemptLimiter
  let hasher: any PasswordHasher
  let verifier: any IdentityVerifier
  let revocations: RevocationList
  let letters: Letters
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource
  /// The settings in use.
  public let settings: AuthSettings

  /// Runs a transaction and publishes its revocations: to all servers within it, on this server
  /// once it has committed.
  func commit<Value: Sendable>(
    at now: Instant,
    _ body: @escaping @Sendable (any CredentialsTransaction) throws -> Effect<Value>
  ) async throws -> Value {
    try await store.atomically { try body($0).published(in: $0, at: now) }
      .applied(to: revocations, at: now)
  }
}

/// The rows that credentials read and change.
public typealias CredentialsTransaction = UserRows & SessionRows & SecondFactorRows & PinRows
  & MailTokenRows & IdentityRows & APIKeyRows & AttemptRows & SecretRows & RevocationRows
  & AuditRows & LetterRows & EventRows

/// The store that credentials need.
public protocol CredentialsStore: UserStore, SessionStore, PinStore, MailTokenStore,
  IdentityStore, APIKeyStore
{
  /// Runs a transaction. Its body is synchronous, so that nothing suspends while rows are locked,
  /// and may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any CredentialsTransaction) throws -> Value
  ) async throws -> Value
}
