import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// In which order Auth's changes take their locks, so that no two wait for each other.
@Suite struct LockOrderContractTests {
  private let google = ProvenIdentity(
    provider: .google, subject: "g", email: AuthFixture.email("g@example.com"),
    isEmailVerified: true)

  private func watchedServer(on engine: Engine) async throws -> (AuthFixture, WatchedDatabase) {
    let fixture = try await AuthFixture(on: engine)
    let watched = WatchedDatabase(fixture.database)
    return (fixture.anotherServer(through: watched), watched)
  }

  /// Somebody with a key whose address was never confirmed, and the token of a mail to it.
  private func unconfirmed(
    _ email: String, in auth: AuthFixture
  ) async throws -> (user: UserID, key: APIKeyID, token: String) {
    let signIn = try await auth.register(email)
    let key = try await auth.credentials.makeAPIKey(
      NewAPIKey(userID: signIn.user.id, name: "key", scopes: ["a.read"], expiresAt: nil),
      in: signIn.sessionID, by: Actor(userID: signIn.user.id)
    ).key
    _ = try await auth.mailbox.open()
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email(email), from: Actor(userID: nil, network: email))
    return (signIn.user.id, key.id, try await auth.mailbox.token())
  }

  @Test(
    "Whoever holds the end of the audit trail asks for nothing but to write it",
    arguments: Engine.allCases)
  func trailLast(on engine: Engine) async throws {
    let (auth, watched) = try await watchedServer(on: engine)
    func expectLast(_ name: String, _ change: () async throws -> Void) async throws {
      _ = watched.takeStatements()
      try await change()
      let statements = watched.takeStatements().map { "\($0)" }
      let head = try #require(
        statements.firstIndex { $0.contains("platform_audit_head") }, "\(name)")
      for statement in statements[head...] {
        #expect(statement.contains("platform_audit"), "\(name)")
      }
    }
    let root = Actor.operatorConsole
    let ada = try await unconfirmed("ada@example.com", in: auth)
    try await expectLast("rename") {
      _ = try await auth.credentials.renameAPIKey(ada.key, of: nil, to: "other", by: root)
    }
    try await expectLast("revoke") {
      try await auth.credentials.revokeAPIKey(ada.key, of: nil, by: root)
    }
    try await expectLast("reset") {
      try await auth.resetPassword(token: ada.token, to: "a quite other password")
    }
    try await auth.register("g@example.com")
    try await expectLast("reclaim") { _ = try await auth.login(by: google) }
    try await expectLast("roles") {
      _ = try await auth.accounts.setRoles([.support], of: ada.user, by: root)
    }
    try await expectLast("block") {
      _ = try await auth.accounts.block(ada.user, reason: nil, by: root)
    }
    try await expectLast("delete") { try await auth.accounts.delete(ada.user, by: root) }
    let bola = try await auth.login(by: ProvenIdentity(provider: .telegram, subject: "t")).session
    let other = ProvenIdentity(
      provider: .google, subject: "b", email: AuthFixture.email("b@example.com"),
      isEmailVerified: true)
    try await expectLast("link") { _ = try await auth.link(other, to: bola) }
    let secret = [UInt8](repeating: 1, count: 20)
    _ = try await auth.atomically {
      try $0.save(TOTP(userID: bola.user.id, secret: secret, enabledAt: nil, lastStep: 0))
    }
    try await expectLast("authenticator") {
      _ = try await auth.credentials.removeSecondFactor(of: bola.user.id, by: root)
    }
  }

  @Test(
    "However many sessions a change ends, it tells of them in one statement",
    arguments: Engine.allCases)
  func oneNotice(on engine: Engine) async throws {
    let (auth, watched) = try await watchedServer(on: engine)
    let current = try await auth.register("ada@example.com")
    var ended: [OpenSession] = []
    for _ in 0..<5 { ended.append(try await auth.login("ada@example.com")) }
    let other = auth.anotherServer()
    try await other.feed.poll()
    _ = watched.takeStatements()
    try await auth.signIn.endOtherSessions(of: current.user.id, except: current.sessionID)
    let told = watched.takeStatements().filter { "\($0)".contains("INSERT INTO auth_notices") }
    #expect(told.count == 1)
    try await other.feed.poll()
    for session in ended { #expect(other.revocations.roles(of: auth.claims(session)) == nil) }
    #expect(other.revocations.roles(of: auth.claims(current)) != nil)
  }

  @Test("A password that is reset and a key that is renamed never wait for each other")
  func resetAndRename() async throws {
    let (auth, watched) = try await watchedServer(on: .postgres)
    for round in 0..<20 {
      let ada = try await unconfirmed("ada\(round)@example.com", in: auth)
      async let reset: Void = auth.resetPassword(token: ada.token, to: "a quite other password")
      // The key may be gone by now.
      async let renamed = try? auth.credentials.renameAPIKey(
        ada.key, of: nil, to: "renamed", by: .operatorConsole)
      try await reset
      _ = await renamed
      #expect(try await auth.credentials.apiKeys(of: ada.user, before: nil, limit: 1).isEmpty)
    }
    #expect(watched.repeats == 0)
  }

  @Test("An identity that is linked and an account with its address never wait for each other")
  func linkAndCreate() async throws {
    let (auth, watched) = try await watchedServer(on: .postgres)
    for round in 0..<20 {
      let address = AuthFixture.email("ada\(round)@example.com")
      let proven = ProvenIdentity(
        provider: .google, subject: "\(round)", email: address, isEmailVerified: true)
      let owner = try await auth.login(
        by: ProvenIdentity(provider: .telegram, subject: "\(round)")
      ).session
      async let linked = try? auth.link(proven, to: owner)
      if round.isMultiple(of: 2) {
        async let created = try? auth.accounts.createUser(
          Registration(
            email: address, password: AuthFixture.password, profile: Profile(name: "Ada")),
          roles: [.user], by: .operatorConsole)
        _ = await (linked, created)
      } else {
        async let entered = try? auth.login(by: proven)
        _ = await (linked, entered)
      }
      #expect(try await auth.store.user(email: address) != nil)
    }
    #expect(watched.repeats == 0)
  }
}
