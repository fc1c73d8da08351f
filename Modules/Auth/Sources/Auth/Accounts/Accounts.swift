import Kernel
import Ports

/// Makes, shows, changes and removes accounts, for their users and for administrators.
public struct Accounts: Sendable {
  let store: any AccountsStore
  let opening: SessionOpening
  let reauthentication: Reauthentication
  let hasher: any PasswordHasher
  let revocations: RevocationList
  let letters: Letters
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource

  /// Runs a transaction and publishes its revocations: to all servers within it, on this server
  /// once it has committed.
  func commit<Value: Sendable>(
    at now: Instant,
    _ body: @escaping @Sendable (any AccountsTransaction) throws -> Effect<Value>
  ) async throws -> Value {
    try await store.atomically { try body($0).published(in: $0, at: now) }
      .applied(to: revocations, at: now)
  }
}

/// The rows that accounts read and change.
public typealias AccountsTransaction = UserRows & SessionRows & PendingProfileRows & SecretRows
  & RevocationRows & AuditRows & LetterRows

/// The store that accounts need.
public protocol AccountsStore: UserStore, SessionStore, PendingProfileStore, PersonalDataStore {
  /// Runs a transaction. Its body is synchronous, so that nothing suspends while rows are locked,
  /// and may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AccountsTransaction) throws -> Value
  ) async throws -> Value
}
