import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// Whatever is removed because its time is over goes in pieces, so that nobody waits for all of it,
/// on every engine.
@Suite struct SweepContractTests {
  /// More than a piece has.
  private let many = 12_000
  /// What a piece may have at most: some milliseconds' work.
  private let most = 5_000

  private func addKeys(_ count: Int, at created: Instant, to database: any Database) async throws {
    let (id, digest) = (database.dialect.randomUUID, database.dialect.randomDigest)
    try await database.execute(
      """
      INSERT INTO platform_idempotency
        (owner_id, route, key, fingerprint, transfer_id, request_id, created_at)
      \(SQL.numbers(to: count))
      SELECT \(id), 'POST /test', 'key', \(digest), \(id), 'r', \(created) FROM numbers
      """)
  }

  @Test(
    "However many idempotency keys have expired, each statement removes some thousand by their index",
    arguments: Engine.allCases)
  func idempotencyKeys(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let watched = WatchedDatabase(fixture.database)
    let now = fixture.clock.now()
    let expired = now.adding(seconds: -IdempotencyKeys.lifetime)
    try await addKeys(many, at: expired, to: fixture.database)
    try await addKeys(many, at: now, to: fixture.database)

    #expect(try await IdempotencyKeys.forgetExpired(in: watched, at: now) == many)

    let sent = watched.takeStatements()
    try await addKeys(many, at: expired, to: fixture.database)
    for plan in try watched.plans(of: sent) { #expect(plan.faults.isEmpty, "\(plan)") }
    let first = try #require(sent.first)
    #expect((1...most).contains(try await fixture.database.execute(first)))
    #expect(try await IdempotencyKeys.forgetExpired(in: watched, at: now) < many)
    let left = try await fixture.database.first("SELECT count(*) FROM platform_idempotency") {
      try $0.get(0, as: Int.self)
    }
    #expect(left == many)
  }

  private func addBuckets(
    _ count: Int, fullAt: Int64, to database: any Database
  ) async throws {
    let digest = database.dialect.randomDigest
    try await database.execute(
      """
      INSERT INTO platform_rate_limits (key, full_at, granted)
      \(SQL.numbers(to: count)) SELECT substr(\(digest), 1, 16), \(fullAt), 1 FROM numbers
      """)
  }

  @Test(
    "However many buckets are full, each statement looks through some thousand by their key",
    arguments: Engine.allCases)
  func buckets(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let watched = WatchedDatabase(fixture.database)
    try await addBuckets(many, fullAt: 1_000, to: fixture.database)
    try await addBuckets(many, fullAt: 1_001, to: fixture.database)

    #expect(try await RateLimitRows.forgetFull(in: watched, at: 1_000) == many)

    let sent = watched.takeStatements()
    for plan in try watched.plans(of: sent) { #expect(plan.faults.isEmpty, "\(plan)") }
    let left = try await fixture.database.first("SELECT count(*) FROM platform_rate_limits") {
      try $0.get(0, as: Int.self)
    }
    #expect(left == many)
    // All of them are full a moment later.
    #expect(try await RateLimitRows.forgetFull(in: watched, at: 1_001) == many)
    let removals = watched.takeStatements().filter { $0.description.hasPrefix("DELETE") }
    #expect(removals.count >= many / most)
    try await addBuckets(many, fullAt: 1_000, to: fixture.database)
    #expect(try await fixture.database.execute(try #require(removals.first)) <= most)
  }
}
