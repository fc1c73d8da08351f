import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What Auth's statements cost does not depend on how many users there are, on every engine.
@Suite struct PlanContractTests {
  @Test("Signing in and refreshing use indexes", arguments: Engine.allCases)
  func signingIn(on engine: Engine) async throws {
    let (auth, watched) = try await filledServer(on: engine)
    try await signIn(auth)

    let plans = try expectIndexes(watched)
    #expect(plans.contains { $0.statement.contains("n.network =") })
    #expect(plans.contains { $0.statement.hasPrefix("UPDATE auth_sessions") })
    #expect(plans.contains { $0.statement.hasPrefix("DELETE FROM auth_failures") })
    #expect(plans.contains { $0.statement.contains("count, window_start FROM auth_failures") })
  }

  @Test("What each request may ask uses indexes", arguments: Engine.allCases)
  func everyRequest(on engine: Engine) async throws {
    let (auth, watched) = try await filledServer(on: engine)
    try await ask(auth)

    try expectIndexes(watched, handfuls: readWhole)
  }

  @Test("Lists use indexes, on their first page and on later ones", arguments: Engine.allCases)
  func lists(on engine: Engine) async throws {
    let (auth, watched) = try await filledServer(on: engine)
    try await list(auth)

    try expectIndexes(watched)
  }

  @Test("Leaving uses indexes", arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let (auth, watched) = try await filledServer(on: engine)
    try await leave(auth)

    let plans = try expectIndexes(watched, handfuls: lockedWhole)
    #expect(plans.contains { $0.statement.contains("user_agent = NULL") })
  }

  @Test("What has run out is found by indexes", arguments: Engine.allCases)
  func clearing(on engine: Engine) async throws {
    let (auth, watched) = try await filledServer(on: engine)
    try await clear(auth)

    let plans = try expectIndexes(watched, handfuls: readWhole)
    #expect(Set(plans.filter { $0.statement.contains("LIMIT") }.map(\.statement)).count == 7)
  }

  @Test("Plans made while tables hold a few rows are by indexes that will do when they are full")
  func plansOfSmallTables() async throws {
    let fixture = try await AuthFixture(on: .postgres)
    let watched = WatchedDatabase(fixture.database)
    let auth = fixture.anotherServer(through: watched)
    try await signIn(auth)
    try await ask(auth)
    try await list(auth)
    try await leave(auth)
    try await clear(auth)

    try expectIndexes(watched, handfuls: readWhole.union(lockedWhole), isServing: true)
  }

  private func signIn(_ auth: AuthFixture) async throws {
    try await auth.register("ada@example.com")
    let signIn = try await auth.login("ada@example.com")
    _ = try await auth.signIn.refresh(signIn.refreshToken)
    // Enough failures elsewhere to have it looked up where the account was used before.
    for attempt in 0..<(auth.settings.throttle.perAccount + 1) {
      let address = "198.51.100.\(attempt)"
      _ = try? await auth.login("ada@example.com", password: "wrong", from: address)
    }
    _ = try? await auth.login("ada@example.com")
  }

  private func ask(_ auth: AuthFixture) async throws {
    let bola = try await auth.register("bola@example.com").user
    _ = try await auth.accounts.user(bola.id)
    _ = try await auth.store.user(email: AuthFixture.email("bola@example.com"))
    _ = try await auth.pins.hasPin(bola.id)
    _ = try await auth.store.parties(payer: bola.id, payee: .id(bola.id))
    _ = try await auth.store.parties(
      payer: bola.id, payee: .email(AuthFixture.email("bola@example.com")))
    _ = try await auth.keyring.signer()
    try await auth.feed.poll()
    try await auth.store.pruneRevocations(before: Instant(seconds: 1))
  }

  private func list(_ auth: AuthFixture) async throws {
    let chidi = try await auth.register("chidi@example.com").user
    let sessions = try await auth.signIn.sessions(of: chidi.id, before: nil, limit: 20)
    _ = try await auth.signIn.sessions(of: chidi.id, before: sessions.last?.id, limit: 20)
    let users = try await auth.store.users(matching: UserFilter(), before: nil, limit: 20)
    _ = try await auth.store.users(matching: UserFilter(), before: users.last?.id, limit: 20)
  }

  private func leave(_ auth: AuthFixture) async throws {
    let dayo = try await auth.register("dayo@example.com")
    let efe = try await auth.register("efe@example.com")
    try await auth.signIn.endOtherSessions(of: dayo.user.id, except: dayo.sessionID)
    try await auth.signIn.endSession(dayo.sessionID, of: dayo.user.id)
    try await auth.accounts.delete(efe.user.id, by: .operatorConsole)
  }

  /// Has rows that ran out cleared away, by what does so.
  private func clear(_ auth: AuthFixture) async throws {
    let femi = try await auth.register("femi@example.com")
    try await auth.credentials.setPin(
      "1234", of: femi.user.id, in: femi.sessionID, provenBy: .password(AuthFixture.password),
      from: AuthFixture.client())
    _ = try await auth.credentials.verifyPin("1234", of: femi.user.id, action: nil, amount: nil)
    try await auth.requestVerification(of: femi)
    _ = try await auth.mailbox.open()
    let (digest, now) = (SystemRandomSource().bytes(32), auth.clock.now())
    try await auth.atomically {
      try $0.insertChallenge(digest, of: femi.user.id, expiresAt: now, at: now)
    }
    _ = try await auth.codes.redeem(try await auth.codes.make(of: femi.user.id).text)
    try await auth.store.pruneRevocations(before: now.adding(seconds: -3_600))
  }

  /// Keys that sign are a handful, and each server reads them all.
  private let readWhole: Set = ["auth_signing_keys"]
  /// Administrators are a handful, and are locked in the order of their ids.
  private let lockedWhole: Set = ["platform_audit_head", "FROM auth_roles WHERE role = 'admin'"]

  @discardableResult
  private func expectIndexes(
    _ watched: WatchedDatabase, handfuls: Set<String> = [], isServing: Bool = false
  ) throws -> [QueryPlan] {
    let plans = try watched.plans(of: watched.takeStatements(), isServing: isServing)
    #expect(!plans.isEmpty)
    for plan in plans {
      let isOfHandful = handfuls.contains { plan.statement.contains($0) }
      // `(SELECT 1) AS one` is no table but a single row, which SQLite says it scans.
      let faults = isOfHandful ? [] : plan.faults.filter { $0.kind != .scan(table: "one") }
      #expect(faults.isEmpty, "\(faults) of \(plan)")
    }
    return plans
  }

  /// A server whose statements are watched, with some thousand rows of others in each table.
  private func filledServer(on engine: Engine) async throws -> (AuthFixture, WatchedDatabase) {
    let fixture = try await AuthFixture(on: engine)
    try await fill(fixture.database, at: fixture.clock.now())
    let watched = WatchedDatabase(fixture.database)
    return (fixture.anotherServer(through: watched), watched)
  }

  private func fill(_ database: any Database, at now: Instant) async throws {
    let (id, digest) = (database.dialect.randomUUID, database.dialect.randomDigest)
    let numbers = SQL.numbers(to: 5_000)
    try await database.execute(
      """
      INSERT INTO auth_users (id, email, name, name_key, is_verified, referral_code, epoch,
        version, created_at, updated_at)
      \(numbers)
      SELECT \(id), 'user' || i || '@example.com', 'User ' || i, 'user ' || i, \(true),
        10000000 + i, 0, 1, \(now), \(now)
      FROM numbers
      """)
    try await database.execute(
      "INSERT INTO auth_roles (user_id, role) SELECT id, 'user' FROM auth_users")
    try await database.execute(
      """
      INSERT INTO auth_sessions (id, user_id, created_at, last_seen_at, expires_at, address,
        family_key, current_hash)
      SELECT \(id), id, \(now), \(now), \(now.adding(seconds: 86_400)), '192.0.2.1', \(digest),
        \(digest)
      FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_known_networks (user_id, network)
      SELECT user_id, address FROM auth_sessions
      """)
    try await database.execute(
      """
      INSERT INTO auth_notices (kind, session_id, at)
      SELECT 'session_ended', id, \(now.adding(seconds: -1_800)) FROM auth_sessions
      """)
    try await database.execute(
      """
      INSERT INTO auth_failures (key, count, window_start)
      \(numbers) SELECT \(digest), 1, \(now) FROM numbers
      """)
    try await fillSecrets(database, at: now)
    try await fillPlatform(database, at: now)
    // Autovacuum would do so within a minute: now plans do not depend on when it comes.
    if database.dialect == .postgres { try await database.execute("ANALYZE") }
  }

  /// What was published about each user, and others who have left.
  private func fillPlatform(_ database: any Database, at now: Instant) async throws {
    try await database.execute(
      """
      INSERT INTO platform_event_numbers (context, aggregate, number)
      SELECT 'auth', 'user:' || CAST(id AS text), 1 FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO platform_leavers (user_id, attempt, state, home, closed_accounts, updated_at)
      SELECT id, id, 'left', 'auth', '[]', \(now) FROM auth_sessions
      """)
  }

  private func fillSecrets(_ database: any Database, at now: Instant) async throws {
    let digest = database.dialect.randomDigest
    try await database.execute(
      """
      INSERT INTO auth_pins (user_id, pin_hash, failures, changed_at)
      SELECT id, 'hash', 0, \(now) FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_pin_tokens (hash, user_id, expires_at)
      SELECT \(digest), id, \(now.adding(seconds: 60)) FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_totp (user_id, secret, last_step)
      SELECT id, \(SQLValue.bytes([UInt8](repeating: 1, count: 20))), 0 FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_recovery_codes (user_id, hash) SELECT id, \(digest) FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_mail_tokens (hash, user_id, purpose, email, expires_at)
      SELECT \(digest), id, 'password_reset', email, \(now.adding(seconds: 60)) FROM auth_users
      """)
    let id = database.dialect.randomUUID
    try await database.execute(
      """
      INSERT INTO auth_identities (id, user_id, provider, subject, created_at, last_used_at)
      SELECT \(id), id, 'google', CAST(id AS text), \(now), \(now) FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_api_keys (id, user_id, name, hash, scopes, created_at)
      SELECT \(id), id, 'key', \(digest), '', \(now) FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_pending_profiles (user_id, context, profile, created_at)
      SELECT id, 'fleet', '{}', \(now) FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_mfa_challenges (hash, user_id, expires_at)
      SELECT \(digest), id, \(now.adding(seconds: 60)) FROM auth_users
      """)
    try await database.execute(
      """
      INSERT INTO auth_redeemed_codes (nonce, expires_at)
      SELECT substr(\(digest), 1, 16), \(now.adding(seconds: 60)) FROM auth_users
      """)
  }
}
