import Auth
import AuthTesting
import Glibc
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What a process that is killed in the middle of one of Auth's changes leaves behind, on every
/// engine: all of the change or none, and the same request once more makes it whole.
@Suite struct KilledProcessTests {
  private static let new = "a quite other password"

  @Test(
    "A killed registration leaves a user with all of theirs or none", arguments: Engine.allCases)
  func registration(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let url = try #require(Engine.address(of: auth.database))
    let steps = try await Self.steps(on: engine) { _ in
    } change: { auth, _ in
      try await Self.register("ada@example.com", in: auth)
    }
    try #require(steps > 5)
    for step in 1...steps {
      let email = "ada\(step)@example.com"
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, email = email as String, step = step as Int] in
        try await Self.register(email, in: Self.dying(at: url, step))
      }
      let traces = try await Self.registrationTraces(auth)
      #expect(Set(traces).count == 1, "after \(step) of \(steps) steps: \(traces)")
      try? await Self.register(email, in: auth)
      #expect(try await Self.registrationTraces(auth) == Array(repeating: step, count: 4))
    }
  }

  @Test(
    "A killed reset leaves the old password with all of its, or the new", arguments: Engine.allCases
  )
  func reset(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let url = try #require(Engine.address(of: auth.database))
    let steps = try await Self.steps(on: engine) { auth in
      try await Self.forgetful("ada@example.com", in: auth)
    } change: { auth, token in
      try await auth.resetPassword(token: token, to: Self.new)
    }
    try #require(steps > 8)
    for step in 1...steps {
      let token = try await Self.forgetful("ada\(step)@example.com", in: auth)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, token = token as String, step = step as Int] in
        try await Self.dying(at: url, step).resetPassword(token: token, to: Self.new)
      }
      let traces = try await Self.resetTraces(auth, of: step)
      #expect(Set(traces).count == 1, "after \(step) of \(steps) steps: \(traces)")
      try? await auth.resetPassword(token: token, to: Self.new)
      #expect(try await Self.resetTraces(auth, of: step) == Array(repeating: step, count: 7))
    }
  }

  @Test(
    "A killed block leaves a user with all of their sessions or none", arguments: Engine.allCases)
  func block(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let url = try #require(Engine.address(of: auth.database))
    let steps = try await Self.steps(on: engine) { auth in
      try await auth.register("ada@example.com").user.id
    } change: { auth, user in
      try await Self.block(user, in: auth)
    }
    try #require(steps > 8)
    for step in 1...steps {
      let user = try await auth.register("ada\(step)@example.com").user.id
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, user = "\(user)" as String, step = step as Int] in
        try await Self.block(try #require(UserID(user)), in: Self.dying(at: url, step))
      }
      let traces = try await Self.blockTraces(auth)
      #expect(Set(traces).count == 1, "after \(step) of \(steps) steps: \(traces)")
      try await Self.block(user, in: auth)
      #expect(try await Self.blockTraces(auth) == Array(repeating: step, count: 4))
    }
  }
}

extension KilledProcessTests {
  /// How many places there are to die in within a change.
  private static func steps<Prepared: Sendable>(
    on engine: Engine, _ prepare: (AuthFixture) async throws -> Prepared,
    change: (AuthFixture, Prepared) async throws -> Void
  ) async throws -> Int {
    let auth = try await AuthFixture(on: engine)
    let prepared = try await prepare(auth)
    let mortal = MortalDatabase(auth.database, dyingAt: 0)
    try await change(auth.anotherServer(through: mortal), prepared)
    return mortal.steps
  }

  /// A server that dies at a step of its transactions.
  private static func dying(at url: String, _ step: Int) throws -> AuthFixture {
    AuthFixture(over: MortalDatabase(try Engine.open(url), dyingAt: step))
  }

  private static func register(_ email: String, in auth: AuthFixture) async throws {
    _ = try await auth.accounts.register(
      Registration(
        email: AuthFixture.email(email), password: AuthFixture.password,
        profile: Profile(name: "Ada"),
        product: ProductProfile(context: "fleet", text: "{}", roles: [Role("fleet:driver")])),
      from: AuthFixture.client())
  }

  /// Somebody with a session and a key whose address was never confirmed.
  /// - Returns: the token of a mail that resets their password.
  private static func forgetful(_ email: String, in auth: AuthFixture) async throws -> String {
    let signIn = try await auth.register(email)
    _ = try await auth.credentials.makeAPIKey(
      NewAPIKey(userID: signIn.user.id, name: "key", scopes: ["a.read"], expiresAt: nil),
      in: signIn.sessionID, by: Actor(userID: signIn.user.id))
    _ = try await auth.mailbox.open()
    auth.credentials.forgotPassword(
      email: AuthFixture.email(email), from: Actor(userID: nil, network: email))
    return try await auth.mailbox.token()
  }

  private static func block(_ user: UserID, in auth: AuthFixture) async throws {
    _ = try await auth.accounts.block(user, reason: nil, by: .operatorConsole)
  }

  private static func registrationTraces(_ auth: AuthFixture) async throws -> [Int] {
    try await [
      auth.count("auth_users"), auth.count("auth_roles WHERE role = 'fleet:driver'"),
      auth.count("auth_sessions"), auth.count("auth_pending_profiles"),
    ]
  }

  private static func resetTraces(_ auth: AuthFixture, of users: Int) async throws -> [Int] {
    let hash = try await auth.hasher.hash(Array(new.utf8))
    return try await [
      auth.count("auth_users WHERE password_hash = \(hash)"),
      auth.count("auth_users WHERE is_verified = \(true)"),
      auth.count("auth_sessions WHERE revoked_at IS NOT NULL"), auth.count("auth_notices"),
      auth.count("platform_audit WHERE action = 'user.reclaim'"),
      users - auth.count("auth_api_keys"), users - auth.count("auth_mail_tokens"),
    ]
  }

  private static func blockTraces(_ auth: AuthFixture) async throws -> [Int] {
    try await [
      auth.count("auth_users WHERE blocked_at IS NOT NULL"),
      auth.count("auth_sessions WHERE revoked_at IS NOT NULL"), auth.count("auth_notices"),
      auth.count("platform_audit WHERE action = 'user.block'"),
    ]
  }
}

extension AuthFixture {
  /// How many rows of a table there are.
  fileprivate func count(_ rows: SQL) async throws -> Int {
    try await database.first("SELECT count(*) FROM \(rows)") { try $0.get(0, as: Int.self) } ?? 0
  }
}
