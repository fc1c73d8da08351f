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
    "A killed registration leaves a user with all of theirs, or none", arguments: Engine.allCases)
  func registration(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let url = try #require(Engine.address(of: auth.database))
    try await expectWholeWhenKilled(on: auth.database) {
      try await auth.counts([
        "auth_users", "auth_roles WHERE role = 'fleet:driver'", "auth_sessions",
        "auth_pending_profiles",
      ])
    } change: { number, database in
      try? await Self.register(number, in: auth.anotherServer(through: database))
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, number = number as Int] in
        try await Self.register(number, in: Self.dying(at: url, number))
      }
    }
  }

  @Test(
    "A killed reset leaves the old password with all that came with it, or the new",
    arguments: Engine.allCases)
  func reset(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let url = try #require(Engine.address(of: auth.database))
    let hash = try await auth.hasher.hash(Array(Self.new.utf8))
    var tokens: [String] = []
    func token(_ number: Int) async throws -> String {
      if tokens.count <= number { tokens.append(try await Self.forgetful(number, in: auth)) }
      return tokens[number]
    }
    try await expectWholeWhenKilled(on: auth.database) {
      try await auth.counts([
        "auth_users WHERE password_hash = \(hash)", "auth_users WHERE is_verified = \(true)",
        "auth_sessions WHERE revoked_at IS NOT NULL", "auth_notices",
        "platform_audit WHERE action = 'user.reclaim'",
        "auth_users WHERE id NOT IN (SELECT user_id FROM auth_api_keys)",
        "auth_users WHERE id NOT IN (SELECT user_id FROM auth_mail_tokens)",
      ])
    } change: { number, database in
      let token = try await token(number)
      try? await auth.anotherServer(through: database).resetPassword(token: token, to: Self.new)
    } die: { number in
      let token = try await token(number)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, token = token as String, number = number as Int] in
        try await Self.dying(at: url, number).resetPassword(token: token, to: Self.new)
      }
    }
  }

  @Test(
    "A killed block leaves a user with all of their sessions, or none", arguments: Engine.allCases)
  func block(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let url = try #require(Engine.address(of: auth.database))
    var users: [UserID] = []
    func user(_ number: Int) async throws -> UserID {
      if users.count <= number {
        users.append(try await auth.register("ada\(number)@example.com").user.id)
      }
      return users[number]
    }
    try await expectWholeWhenKilled(on: auth.database) {
      try await auth.counts([
        "auth_users WHERE blocked_at IS NOT NULL", "auth_sessions WHERE revoked_at IS NOT NULL",
        "auth_notices", "platform_audit WHERE action = 'user.block'",
      ])
    } change: { number, database in
      try await Self.block(try await user(number), in: auth.anotherServer(through: database))
    } die: { number in
      let user = "\(try await user(number))"
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, user = user as String, number = number as Int] in
        try await Self.block(try #require(UserID(user)), in: Self.dying(at: url, number))
      }
    }
  }
}

extension KilledProcessTests {
  /// A server that dies at a step of its transactions.
  private static func dying(at url: String, _ step: Int) throws -> AuthFixture {
    AuthFixture(over: MortalDatabase(try Engine.open(url), dyingAt: step))
  }

  private static func register(_ number: Int, in auth: AuthFixture) async throws {
    _ = try await auth.accounts.register(
      Registration(
        email: AuthFixture.email("ada\(number)@example.com"), password: AuthFixture.password,
        profile: Profile(name: "Ada"),
        contextProfile: ContextProfile(context: "fleet", text: "{}", roles: [Role("fleet:driver")])),
      from: AuthFixture.client())
  }

  /// Makes somebody with a session and a key whose address was never confirmed.
  /// - Returns: the token of a mail that resets their password.
  private static func forgetful(_ number: Int, in auth: AuthFixture) async throws -> String {
    let email = "ada\(number)@example.com"
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
}

extension AuthFixture {
  /// How many rows each of these selections has.
  fileprivate func counts(_ selections: [SQL]) async throws -> [Int] {
    var counts: [Int] = []
    for selection in selections {
      let count = try await database.first("SELECT count(*) FROM \(selection)") {
        try $0.get(0, as: Int.self)
      }
      counts.append(count ?? 0)
    }
    return counts
  }
}
