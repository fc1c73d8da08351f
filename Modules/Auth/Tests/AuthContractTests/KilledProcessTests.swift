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
        "platform_jobs WHERE kind = 'auth.send_letter' AND args LIKE '%password_reclaimed%'",
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
    "A mail that was asked for is sent, though the process died when the request had committed",
    arguments: Engine.allCases)
  func mail(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let url = try #require(Engine.address(of: auth.database))
    let emails = ["ada@example.com", "bola@example.com"]
    for email in emails { try await auth.register(email) }
    // The return of the commit is the last step.
    let counted = MortalDatabase(auth.database, dyingAt: 0)
    try await Self.forget(emails[0], in: auth.anotherServer(through: counted))
    let last = counted.steps
    #expect(try await auth.mailbox.open().count == 1)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [url = url as String, email = emails[1] as String, last = last as Int] in
      try await Self.forget(email, in: Self.dying(at: url, last))
    }
    let token = try await auth.mailbox.token()
    try await auth.resetPassword(token: token, to: Self.new)
    #expect(
      try await auth.mailbox.open().map(\.recipient.canonical) == ["bola@example.com"])
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
    try await forget(email, in: auth)
    return try await auth.mailbox.token()
  }

  /// Asks for a new password, each address from a network of its own.
  private static func forget(_ email: String, in auth: AuthFixture) async throws {
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email(email), from: Actor(userID: nil, network: email))
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
