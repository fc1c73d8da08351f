import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What has run out is cleared away without others' waiting for it, on every engine.
@Suite struct SweepContractTests {
  @Test(
    "Old revocations go some thousand at a time, each time in a transaction of their own",
    arguments: Engine.allCases)
  func revocations(on engine: Engine) async throws {
    let (auth, watched) = try await server(on: engine)
    let now = auth.clock.now()
    for (count, age) in [(5_000, Int64(7_200)), (10, 60)] {
      let at = now.adding(seconds: -age)
      try await auth.database.execute(
        """
        INSERT INTO auth_notices (kind, session_id, at)
        \(SQL.numbers(to: count)) SELECT 'session_ended', \(watched.dialect.randomUUID), \(at)
        FROM numbers
        """)
    }
    _ = watched.takeStatements()
    try await auth.store.pruneRevocations(before: now.adding(seconds: -3_600))
    #expect(watched.takeStatements().count == 3)
    #expect(try await rows(of: "auth_notices", in: watched) == 10)
    try await auth.store.pruneRevocations(before: now)
    #expect(try await rows(of: "auth_notices", in: watched) == 0)
  }

  @Test(
    "Tokens and challenges that ran out go a few at a time, with each that comes",
    arguments: Engine.allCases)
  func expired(on engine: Engine) async throws {
    let (auth, watched) = try await server(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.credentials.setPin(
      "1234", of: ada.user.id, in: ada.sessionID, provenBy: .password(AuthFixture.password),
      from: AuthFixture.client())
    try await fill(watched, for: ada.user.id, at: auth.clock.now())
    for left in [151, 52, 3, 4] {
      _ = try await auth.credentials.verifyPin("1234", of: ada.user.id, action: nil, amount: nil)
      try await auth.requestVerification(of: ada)
      _ = try await auth.mailbox.token()
      let digest = SystemRandomSource().bytes(32)
      let now = auth.clock.now()
      try await auth.atomically {
        try $0.insertChallenge(
          digest, of: ada.user.id, expiresAt: now.adding(seconds: 300), at: now)
      }
      _ = try await auth.codes.redeem(try await auth.codes.make(of: ada.user.id).text)
      for table in tables {
        #expect(try await rows(of: table, in: watched) == left, "\(table)")
      }
    }
  }

  @Test(
    "Sessions go long after they expired, a few with each that is opened, and others stay",
    arguments: Engine.allCases)
  func sessions(on engine: Engine) async throws {
    let (auth, watched) = try await server(on: engine)
    let ada = try await auth.register("ada@example.com")
    _ = try await auth.signIn.refresh(ada.refreshToken)
    auth.clock.advance(seconds: auth.settings.refreshLifetime + auth.settings.sessionRetention)
    let now = auth.clock.now()
    try await fill(watched, sessionsOf: ada.user.id, expiringAt: now.adding(seconds: -1))
    try await fill(
      watched, sessionsOf: ada.user.id,
      expiringAt: now.adding(seconds: -1 - auth.settings.sessionRetention))
    for left in [402, 303, 254, 255] {
      _ = try await auth.login("ada@example.com")
      #expect(try await rows(of: "auth_sessions", in: watched) == left)
    }
    // Its retention ends with this second: it is still known, and so is that its token was used.
    await #expect(throws: RefreshRefusal.reused) {
      try await auth.signIn.refresh(ada.refreshToken)
    }
    auth.clock.advance(seconds: 1)
    _ = try await auth.login("ada@example.com")
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(ada.refreshToken)
    }
  }

  /// 250 sessions that were never ended.
  private func fill(
    _ database: any Database, sessionsOf user: UserID, expiringAt end: Instant
  ) async throws {
    let (id, digest) = (database.dialect.randomUUID, database.dialect.randomDigest)
    try await database.execute(
      """
      INSERT INTO auth_sessions
        (id, user_id, created_at, last_seen_at, expires_at, family_key, current_hash)
      \(SQL.numbers(to: 250)) SELECT \(id), \(user), \(end), \(end), \(end), \(digest), \(digest)
      FROM numbers
      """)
  }

  private let tables: [SQL] = [
    "auth_pin_tokens", "auth_mail_tokens", "auth_mfa_challenges", "auth_redeemed_codes",
  ]

  /// In each table 250 rows that ran out two hours ago.
  private func fill(_ database: any Database, for user: UserID, at now: Instant) async throws {
    let (digest, numbers) = (database.dialect.randomDigest, SQL.numbers(to: 250))
    let past = now.adding(seconds: -7_200)
    try await database.execute(
      """
      INSERT INTO auth_pin_tokens (hash, user_id, expires_at)
      \(numbers) SELECT \(digest), \(user), \(past) FROM numbers
      """)
    try await database.execute(
      """
      INSERT INTO auth_mail_tokens (hash, user_id, purpose, email, expires_at)
      \(numbers) SELECT \(digest), \(user), 'password_reset', 'ada@example.com', \(past)
      FROM numbers
      """)
    try await database.execute(
      """
      INSERT INTO auth_mfa_challenges (hash, user_id, expires_at)
      \(numbers) SELECT \(digest), \(user), \(past) FROM numbers
      """)
    try await database.execute(
      """
      INSERT INTO auth_redeemed_codes (nonce, expires_at)
      \(numbers) SELECT substr(\(digest), 1, 16), \(past) FROM numbers
      """)
  }

  private func rows(of table: SQL, in database: any Database) async throws -> Int64 {
    try await database.first("SELECT count(*) FROM \(table)") { try $0.get(0, as: Int64.self) }
      ?? -1
  }

  private func server(on engine: Engine) async throws -> (AuthFixture, WatchedDatabase) {
    let fixture = try await AuthFixture(on: engine)
    let watched = WatchedDatabase(fixture.database)
    return (fixture.anotherServer(through: watched), watched)
  }
}
