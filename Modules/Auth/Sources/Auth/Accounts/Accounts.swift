public import Kernel
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

  /// The same for a transaction that ends an account.
  func commit<Value: Sendable>(
    at now: Instant, ending user: UserID,
    _ body: @escaping @Sendable (any DeletionTransaction) throws -> Effect<Value>
  ) async throws -> Value {
    try await store.atomically(ending: user) { try body($0).published(in: $0, at: now) }
      .applied(to: revocations, at: now)
  }
}

/// The rows that accounts read and change.
public typealias AccountsTransaction = UserRows & SessionRows & PendingProfileRows & SecretRows
  & RevocationRows & AuditRows & LetterRows & EventRows

/// The rows of what ends an account.
public typealias DeletionTransaction = AccountsTransaction & DepartureRows

/// Asks all contexts before an account ends.
public protocol DepartureRows {
  /// Asks every context whether a locked user may leave, and writes down that they have left.
  /// - Throws: `DeletionRefused` with what all contexts object, or `DeletionUnderWay`.
  func depart(_ user: UserID) throws
}

/// The store that accounts need.
public protocol AccountsStore: UserStore, SessionStore, PendingProfileStore, PersonalDataStore {
  /// Runs a transaction. Its body is synchronous, so that nothing suspends while rows are locked,
  /// and may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AccountsTransaction) throws -> Value
  ) async throws -> Value

  /// Runs a transaction that ends a user's account. Its body calls `depart`. Contexts that have
  /// databases of their own were asked before, and are told afterwards what came of it.
  /// - Throws: `DeletionUnderWay`, what `body` throws, or the store's error.
  func atomically<Value: Sendable>(
    ending user: UserID,
    _ body: @escaping @Sendable (any DeletionTransaction) throws -> Value
  ) async throws -> Value
}
