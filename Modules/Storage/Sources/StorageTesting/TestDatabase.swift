import Storage

/// A database that goes with its last reference, so that a test need not clean up.
final class TestDatabase: Database {
  /// Where it is, for programs that open it themselves.
  let url: DatabaseURL
  private let base: any Database
  private let remove: @Sendable () async -> Void

  init(
    _ base: any Database, at url: DatabaseURL, remove: @escaping @Sendable () async -> Void
  ) {
    self.base = base
    self.url = url
    self.remove = remove
  }

  deinit {
    Task.detached { [base, remove] in
      await base.close()
      await remove()
    }
  }

  var dialect: Dialect { base.dialect }
  var parallelTransactions: Int { base.parallelTransactions }

  func query(_ sql: SQL) async throws -> [Row] {
    try await base.query(sql)
  }

  func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    try await base.query(sql, consistency: consistency, expected: expected)
  }

  func execute(_ sql: SQL) async throws -> Int {
    try await base.execute(sql)
  }

  func execute(_ sql: SQL, expected: ExpectedDuration) async throws -> Int {
    try await base.execute(sql, expected: expected)
  }

  func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await base.transaction(body)
  }

  func transaction<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await base.transaction(waiting: waiting, body)
  }

  func confirmCommits() async throws { try await base.confirmCommits() }

  func cut() { base.cut() }

  func announce(_ channel: String) { base.announce(channel) }

  func announcements(on channel: String) -> AsyncStream<Void> {
    base.announcements(on: channel)
  }

  func connect() throws -> any SQLConnection {
    try base.connect()
  }

  func check() async throws {
    try await base.check()
  }

  func close() async {
    await base.close()
  }
}
