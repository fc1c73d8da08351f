public import Auth
public import Kernel
public import PlatformSQL
import Storage

/// Users, sessions, credentials and keys in a database of either engine. Each aggregate has a file
/// with what is read by itself (`SQLAuthStore`) and within a transaction (`SQLAuthTransaction`).
public struct SQLAuthStore: SignInStore, AccountsStore, CredentialsStore, AttemptStore {
  let work: SQLUnitsOfWork
  let seal: SecretSeal
  private let leaving: SQLLeaving
  /// On Postgres, where each statement is a message to another process.
  let lookups: PartyLookups?

  var database: any Database { work.database }

  /// Makes a store in a database whose schema is current.
  /// - Parameters:
  ///   - work: Auth's units of work in the database.
  ///   - seal: encrypts the secrets of authenticators and signing keys.
  ///   - leaving: asks other contexts before an account ends.
  public init(work: SQLUnitsOfWork, seal: SecretSeal, leaving: SQLLeaving) {
    self.work = work
    self.leaving = leaving
    self.seal = seal
    let database = work.database
    lookups =
      switch database.dialect {
      case .postgres: PartyLookups { try await Self.parties(of: $0, in: database) }
      case .sqlite: nil
      }
  }

  /// Runs a transaction of signing in.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any SignInTransaction) throws -> Value
  ) async throws -> Value {
    try await transaction { try body($0) }
  }

  /// Runs a transaction on accounts.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AccountsTransaction) throws -> Value
  ) async throws -> Value {
    try await transaction { try body($0) }
  }

  /// Runs a transaction that ends an account.
  public func atomically<Checked, Value: Sendable>(
    ending user: UserID,
    if check: @escaping @Sendable (any AccountsTransaction) throws -> Checked,
    then body: @escaping @Sendable (any AccountsTransaction, Checked) throws -> Value
  ) async throws -> Value {
    try await leaving.departing(
      user, from: "auth",
      if: { [seal] in _ = try check(SQLAuthTransaction(work: $0, sql: $0.sql, seal: seal)) }
    ) { departure in
      try await transaction { rows in
        let checked = try check(rows)
        try departure.decide(in: rows.work)
        return try body(rows, checked)
      }
    }
  }

  /// Runs a transaction on credentials.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any CredentialsTransaction) throws -> Value
  ) async throws -> Value {
    try await transaction { try body($0) }
  }

  /// Runs a transaction on counts of attempts.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AttemptRows) throws -> Value
  ) async throws -> Value {
    try await transaction { try body($0) }
  }

  private func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (SQLAuthTransaction) throws -> Value
  ) async throws -> Value {
    try await work.transaction { [seal] work in
      try body(SQLAuthTransaction(work: work, sql: work.sql, seal: seal))
    }
  }
}

/// A transaction on Auth's tables. Users are locked before whatever is theirs, and what has several
/// unique keys takes the address first.
struct SQLAuthTransaction {
  let work: SQLWork
  let sql: any SQLExecutor
  let seal: SecretSeal
}
