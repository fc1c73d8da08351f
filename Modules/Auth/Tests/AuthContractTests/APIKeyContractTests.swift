import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing

/// Keys by which programs act for users, on every engine.
@Suite struct APIKeyContractTests {
  private func make(
    _ signIn: OpenSession, in auth: AuthFixture, expiresAt: Instant? = nil
  ) async throws -> (key: APIKey, text: String) {
    try await auth.credentials.makeAPIKey(
      NewAPIKey(
        userID: signIn.user.id, name: "backup", scopes: ["b.write", "a.read", "a.read"],
        expiresAt: expiresAt),
      in: signIn.sessionID, by: Actor(userID: signIn.user.id))
  }

  private func holder(_ text: String, in auth: AuthFixture) async throws -> APIKeyring.Holder? {
    try await auth.apiKeys.holder(of: text, from: "192.0.2.1")
  }

  @Test("A key counts until it is taken back, and is kept as a digest", arguments: Engine.allCases)
  func lifecycle(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let other = auth.anotherServer()
    let ada = try await auth.register("ada@example.com")
    let (key, text) = try await make(ada, in: auth)
    #expect(text.hasPrefix(key.prefix + ".") && key.prefix.hasPrefix("atk_"))
    #expect(key.scopes == ["a.read", "b.write"])
    let found = try await holder(text, in: other)
    #expect(found?.user.id == ada.user.id && found?.key.scopes == key.scopes)
    #expect(!text.contains(String(decoding: key.hash, as: UTF8.self)))
    try await auth.credentials.revokeAPIKey(key.id, of: ada.user.id, by: .operatorConsole)
    auth.clock.advance(seconds: 1)
    #expect(try await holder(text, in: auth) == nil)
    #expect(try await holder(text, in: other) == nil)
    #expect(try await auth.credentials.apiKeys(of: ada.user.id, before: nil, limit: 5).isEmpty)
    await #expect(throws: NotFound()) {
      try await auth.credentials.revokeAPIKey(key.id, of: ada.user.id, by: .operatorConsole)
    }
    #expect(
      try await auth.auditedActions() == ["user.api_key_create", "user.api_key_revoke"])
  }

  @Test("A key ends with its time and with its user, within a second", arguments: Engine.allCases)
  func ends(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let short = try await make(ada, in: auth, expiresAt: auth.clock.now().adding(seconds: 60)).text
    let long = try await make(ada, in: auth).text
    #expect(try await holder(short, in: auth) != nil)
    auth.clock.advance(seconds: 60)
    #expect(try await holder(short, in: auth) == nil)
    #expect(try await holder(long, in: auth) != nil)
    _ = try await auth.accounts.setRoles([.support], of: ada.user.id, by: .operatorConsole)
    auth.clock.advance(seconds: 1)
    #expect(try await holder(long, in: auth)?.user.roles == [.support])
    _ = try await auth.accounts.block(ada.user.id, reason: nil, by: .operatorConsole)
    auth.clock.advance(seconds: 1)
    #expect(try await holder(long, in: auth) == nil)
    _ = try await auth.accounts.unblock(ada.user.id, by: .operatorConsole)
    #expect(try await holder(long, in: auth) != nil)
    try await auth.accounts.delete(ada.user.id, by: .operatorConsole)
    auth.clock.advance(seconds: 1)
    #expect(try await holder(long, in: auth) == nil)
  }

  @Test(
    "Wrong keys are counted by address, and a right one counts all the same",
    arguments: Engine.allCases)
  func guesses(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.throttle.perAddress = 3
    let auth = try await AuthFixture(on: engine, settings: settings)
    let ada = try await auth.register("ada@example.com")
    let text = try await make(ada, in: auth).text
    for wrong in [String(text.dropLast(2)) + "AA", "atk_", "atk_x.y"] {
      #expect(try await holder(wrong, in: auth) == nil)
    }
    for _ in 0..<2 {
      await #expect(throws: TooManyFailures(limit: 3, retryAfter: 900)) {
        try await holder("atk_x.y", in: auth)
      }
    }
    #expect(try await holder(text, in: auth) != nil)
    #expect(try await auth.apiKeys.holder(of: "atk_x.y", from: "192.0.2.2") == nil)
  }

  @Test("Its last use is known to some minutes", arguments: Engine.allCases)
  func lastUse(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let text = try await make(ada, in: auth).text
    func lastUse() async throws -> Instant? {
      try await auth.credentials.apiKeys(of: ada.user.id, before: nil, limit: 5).first?.lastUsedAt
    }
    #expect(try await lastUse() == nil)
    let first = auth.clock.now()
    for _ in 0..<3 {
      _ = try await holder(text, in: auth)
      auth.clock.advance(seconds: 100)
    }
    #expect(try await lastUse() == first)
    _ = try await holder(text, in: auth)
    #expect(try await lastUse() == first.adding(seconds: 300))
  }

  @Test(
    "It is accounted for who calls another's key otherwise, and not what its name is",
    arguments: Engine.allCases)
  func renamed(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let root = try await auth.admin()
    let ada = try await auth.register("ada@example.com")
    let key = try await make(ada, in: auth).key
    func rename(_ name: String, by user: UserID) async throws {
      _ = try await auth.credentials.renameAPIKey(
        key.id, of: nil, to: name, by: Actor(userID: user, address: "192.0.2.9"))
    }
    try await rename("mine", by: ada.user.id)
    try await rename("mine", by: root.id)
    #expect(try await auth.auditedActions() == ["user.create", "user.api_key_create"])
    try await rename("Ada's", by: root.id)
    let trail = try await auth.store.auditEntries(about: ada.user.id, after: 0, limit: 9)
    let entry = try #require(trail.last?.entry)
    #expect(trail.count == 2 && entry.action == "user.api_key_rename")
    #expect(entry.actor.userID == root.id && entry.actor.address == "192.0.2.9")
    #expect(entry.after?.contains("\(key.id)") == true && entry.after?.contains("Ada") == false)
    #expect(try await auth.credentials.apiKey(key.id, of: nil).name == "Ada's")
  }

  @Test("Nobody makes keys without end, or long after they signed in", arguments: Engine.allCases)
  func limits(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let bola = try await auth.register("bola@example.com")
    for _ in 0..<APIKey.limit { _ = try await make(ada, in: auth) }
    await #expect(throws: TooManyKeys()) { try await make(ada, in: auth) }
    let page = try await auth.credentials.apiKeys(of: ada.user.id, before: nil, limit: 20)
    let next = try await auth.credentials.apiKeys(of: ada.user.id, before: page.last?.id, limit: 50)
    #expect(page.count == 20 && next.count == 30)
    #expect(Set((page + next).map(\.id)).count == 50)
    await #expect(throws: NotFound()) {
      try await auth.credentials.renameAPIKey(
        page[0].id, of: bola.user.id, to: "mine", by: Actor(userID: bola.user.id))
    }
    let renamed = try await auth.credentials.renameAPIKey(
      page[0].id, of: ada.user.id, to: "x", by: Actor(userID: ada.user.id))
    #expect(renamed.name == "x")
    auth.clock.advance(seconds: 3600)
    await #expect(throws: SignInTooOld()) { try await make(bola, in: auth) }
  }
}
