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

  /// The same for a transaction that ends an account, once `check` has not refused it.
  func commit<Checked, Value: Sendable>(
    at now: Instant, ending user: UserID,
    if check: @escaping @Sendable (any AccountsTransaction) throws -> Checked,
    then body: @escaping @Sendable (any AccountsTransaction, Checked) throws -> Effect<Value>
  ) async throws -> Value {
    try await store.atomically(ending: user, if: check) { rows, checked in
      try body(rows, checked).published(in: rows, at: now)
    }
    .applied(to: revocations, at: now)
  }
}

/// The rows that accounts read and change.
public typealias AccountsTransaction = UserRows & SessionRows & PendingProfileRows & SecretRows
  & RevocationRows & AuditRows & LetterRows & EventRows

/// The store that accounts need.
public protocol AccountsStore: UserStore, SessionStore, PendingProfileStore, PersonalDataStore {
  /// Runs a transaction. Its body is synchronous, so that nothing suspends while rows are locked,
  /// and may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AccountsTransaction) throws -> Value
  ) async throws -> Value

  /// Runs a transaction that ends a user's account, unless a context objects. Contexts that have
  /// databases of their own are asked before it, and told afterwards what came of it.
  /// - Parameters:
  ///   - user: whose account it is.
  ///   - check: locks the user, and throws what refuses the deletion before any context is asked.
  ///     It writes nothing. It runs in the transaction and, where contexts have databases of their
  ///     own, also in one before they are asked.
  ///   - body: ends the account in the transaction, once nobody objects. It receives what `check`
  ///     has returned there.
  /// - Returns: what `body` returns.
  /// - Throws: what `check` throws, `DeletionRefused` with what all contexts object, `NotFound` if
  ///   the user has left, `DeletionUnderWay`, what `body` throws, or the store's error.
  func atomically<Checked, Value: Sendable>(
    ending user: UserID,
    if check: @escaping @Sendable (any AccountsTransaction) throws -> Checked,
    then body: @escaping @Sendable (any AccountsTransaction, Checked) throws -> Value
  ) async throws -> Value
}
