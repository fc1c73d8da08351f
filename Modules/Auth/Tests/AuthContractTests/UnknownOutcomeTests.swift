import Auth
import AuthTesting
import KernelTesting
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing

/// What Auth makes of a commit that the database does not answer, on every engine.
@Suite struct UnknownOutcomeTests {
  @Test(
    "An attempt that may have turned out well is not taken back twice", arguments: Engine.allCases)
  func attempt(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    for _ in 0..<2 { _ = try? await auth.login("ada@example.com", password: "a wrong guess") }
    func counts() async throws -> [Int64] {
      try await auth.database.all("SELECT count FROM auth_failures") { try $0["count"] }
    }
    #expect(try await counts() == [2, 2, 2])
    // A sign-in counts an attempt first, then takes it back with what opens the session.
    let server = auth.anotherServer(through: SilentDatabase(auth.database, after: 2))
    await #expect(throws: StorageUnavailable.outcomeUnknown) {
      try await server.login("ada@example.com")
    }
    // The failures are still counted for the account and for the address.
    #expect(try await counts() == [2, 2])
  }
}

/// A database that commits a transaction and does not say so.
private final class SilentDatabase: Database {
  private let base: any Database
  private let left: Atomic<Int>

  /// Passes everything on to another database, but for the outcome of one transaction.
  init(_ base: any Database, after transactions: Int) {
    self.base = base
    left = Atomic(transactions)
  }

  var dialect: Dialect { base.dialect }
  var parallelTransactions: Int { base.parallelTransactions }

  func query(_ sql: SQL) async throws -> [Row] { try await base.query(sql) }

  func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    try await base.query(sql, consistency: consistency, expected: expected)
  }

  func execute(_ sql: SQL) async throws -> Int { try await base.execute(sql) }

  func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    let value = try await base.transaction(body)
    if left.subtract(1, ordering: .relaxed).newValue == 0 {
      throw StorageUnavailable.outcomeUnknown
    }
    return value
  }

  func announce(_ channel: String) { base.announce(channel) }

  func announcements(on channel: String) -> AsyncStream<Void> {
    base.announcements(on: channel)
  }

  func connect() throws -> any SQLConnection { try base.connect() }

  func check() async throws { try await base.check() }

  func close() async { await base.close() }
}
