import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What administrators do, and how other servers hear of it, on every engine.
@Suite struct AdministrationContractTests {
  @Test("A blocked user is out everywhere, and in again when unblocked", arguments: Engine.allCases)
  func block(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let actor = Actor(userID: try await auth.admin().id, address: "192.0.2.9")
    let blocked = try await auth.accounts.block(ada.user.id, reason: "spam", by: actor)
    #expect(blocked.status == .blocked)
    #expect(auth.revocations.roles(of: auth.claims(ada)) == nil)
    await #expect(throws: SignInRefusal.blocked) { try await auth.login("ada@example.com") }
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com", password: "wrong password")
    }
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(ada.refreshToken)
    }
    _ = try await auth.accounts.unblock(ada.user.id, by: actor)
    let back = try await auth.login("ada@example.com")
    #expect(auth.revocations.roles(of: auth.claims(back)) == [.user])
    #expect(
      try await auth.auditedActions() == ["user.create", "user.block", "user.unblock"])
  }

  @Test("No session survives a block that runs beside sign-ins", arguments: Engine.allCases)
  func blockDuringLogin(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<10 {
        group.addTask {
          if number == 5 {
            _ = try? await auth.accounts.block(ada.id, reason: nil, by: .operatorConsole)
          } else {
            _ = try? await auth.login("ada@example.com")
          }
        }
      }
    }
    #expect(try await auth.store.user(ada.id)?.status == .blocked)
    #expect(try await auth.signIn.sessions(of: ada.id, before: nil, limit: 20).isEmpty)
  }

  @Test("New roles hold at once, and nobody is signed out by them", arguments: Engine.allCases)
  func roles(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let changed = try await auth.accounts.setRoles(
      [.admin, Role("fleet:driver"), .admin], of: ada.user.id, by: .operatorConsole)
    #expect(changed.roles == [.admin, Role("fleet:driver")])
    #expect(changed.mainRole == .admin)
    #expect(auth.revocations.roles(of: auth.claims(ada)) == changed.roles)
    let refreshed = try await auth.signIn.refresh(ada.refreshToken)
    #expect(refreshed.user.roles == changed.roles)
    #expect(auth.revocations.roles(of: auth.claims(refreshed)) == changed.roles)
  }

  @Test("Roles come in the order of their octets, whatever order a database has for words")
  func rolesOrder() async throws {
    let auth = try await AuthFixture(on: .postgres)
    try await auth.database.execute(
      """
      ALTER TABLE auth_roles ALTER COLUMN role TYPE text COLLATE "en-x-icu"
      """)
    let ada = try await auth.register("ada@example.com").user.id
    let changed = try await auth.accounts.setRoles(
      [Role("a"), Role("B"), Role("a:b"), Role("a_b")], of: ada, by: .operatorConsole)
    #expect(changed.roles == [Role("B"), Role("a"), Role("a:b"), Role("a_b")])
    #expect(try await auth.accounts.user(ada) == changed)
    #expect(try await auth.store.users(matching: UserFilter(), before: nil, limit: 5) == [changed])
  }

  @Test(
    "The last administrator is not blocked, demoted or deleted; who cannot act does not count",
    arguments: Engine.allCases)
  func lastAdministrator(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let root = try await auth.admin().id
    let session = try await auth.login("root@example.com").sessionID
    let ada = try await auth.register("ada@example.com").user.id
    _ = try await auth.accounts.grant(.admin, to: ada, by: .operatorConsole)
    _ = try await auth.accounts.block(ada, reason: nil, by: .operatorConsole)
    func expectRefusals() async throws {
      await #expect(throws: LastAdministrator()) {
        try await auth.accounts.block(root, reason: nil, by: .operatorConsole)
      }
      await #expect(throws: LastAdministrator()) {
        try await auth.accounts.setRoles([.user], of: root, by: .operatorConsole)
      }
      await #expect(throws: LastAdministrator()) {
        try await auth.accounts.revoke(.admin, from: root, by: .operatorConsole)
      }
      await #expect(throws: LastAdministrator()) {
        try await auth.accounts.deleteAccount(
          of: root, in: session, password: AuthFixture.password,
          by: AuthFixture.client())
      }
    }
    try await expectRefusals()
    try await auth.accounts.delete(ada, by: .operatorConsole)
    try await expectRefusals()
    // What leaves them an administrator is no matter.
    let more = try await auth.accounts.setRoles(
      [.admin, .support], of: root, by: .operatorConsole)
    #expect(more.roles == [.admin, .support])
    let bola = try await auth.register("bola@example.com").user.id
    _ = try await auth.accounts.grant(.admin, to: bola, by: .operatorConsole)
    try await auth.accounts.delete(root, by: .operatorConsole)
    #expect(try await auth.accounts.hasUser(with: .admin))
  }

  @Test(
    "Administrators who do away with each other at once leave one of them",
    arguments: Engine.allCases)
  func mutualDemotion(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    var admins = [try await auth.admin().id]
    for name in ["ada", "bola", "chi"] {
      admins.append(try await auth.register("\(name)@example.com").user.id)
      _ = try await auth.accounts.grant(.admin, to: admins[admins.count - 1], by: .operatorConsole)
    }
    let outcomes = await withTaskGroup(of: Result<Void, any Error>.self) { group in
      for (number, admin) in admins.enumerated() {
        let server = auth.anotherServer().accounts
        group.addTask {
          do {
            switch number {
            case 0: _ = try await server.revoke(.admin, from: admin, by: .operatorConsole)
            case 1: _ = try await server.block(admin, reason: nil, by: .operatorConsole)
            case 2: try await server.delete(admin, by: .operatorConsole)
            default: _ = try await server.setRoles([.user], of: admin, by: .operatorConsole)
            }
            return .success(())
          } catch {
            return .failure(error)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let refusals = outcomes.compactMap { outcome -> LastAdministrator? in
      guard case .failure(let error) = outcome else { return nil }
      return error as? LastAdministrator
    }
    #expect(refusals == [LastAdministrator()])
    #expect(outcomes.count { if case .success = $0 { true } else { false } } == 3)
    #expect(
      try await auth.accounts.users(
        matching: UserFilter(role: .admin, status: .active), before: nil, limit: 10
      ).count == 1)
  }

  @Test("Another server hears of ended sessions with its next poll", arguments: Engine.allCases)
  func feed(on engine: Engine) async throws {
    let here = try await AuthFixture(on: engine)
    let there = here.anotherServer()
    try await there.feed.poll()
    let ada = try await here.register("ada@example.com")
    let bola = try await here.register("bola@example.com")
    let chi = try await here.register("chi@example.com")
    try await here.signIn.endSession(ada.sessionID, of: ada.user.id)
    _ = try await here.accounts.block(bola.user.id, reason: nil, by: .operatorConsole)
    _ = try await here.accounts.setRoles([.support], of: chi.user.id, by: .operatorConsole)
    try await there.feed.poll()
    #expect(there.revocations.roles(of: here.claims(ada)) == nil)
    #expect(there.revocations.roles(of: here.claims(bola)) == nil)
    #expect(there.revocations.roles(of: here.claims(chi)) == [.support])
    // A server that starts later knows them, too.
    let late = here.anotherServer()
    try await late.feed.poll()
    #expect(late.revocations.roles(of: here.claims(ada)) == nil)
  }

  @Test(
    "Users are found by name, address, role and status, newest first", arguments: Engine.allCases)
  func search(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    var made: [UserID] = []
    for email in ["ada@example.com", "b_la@example.com", "bola@other.org"] {
      made.append(try await auth.register(email).user.id)
    }
    _ = try await auth.accounts.block(made[1], reason: nil, by: .operatorConsole)
    _ = try await auth.accounts.grant(.support, to: made[2], by: .operatorConsole)
    func found(_ filter: UserFilter, before: UserID? = nil, limit: Int = 20) async throws
      -> [UserID]
    {
      try await auth.accounts.users(matching: filter, before: before, limit: limit).map(\.id)
    }
    #expect(try await found(UserFilter()) == made.reversed())
    #expect(try await found(UserFilter(), limit: 2) == [made[2], made[1]])
    #expect(try await found(UserFilter(), before: made[1]) == [made[0]])
    #expect(try await found(UserFilter(name: "LOVELACE")) == made.reversed())
    // A sign that databases take for a placeholder is taken as it stands.
    #expect(try await found(UserFilter(email: "B_LA@")) == [made[1]])
    #expect(try await found(UserFilter(role: .support)) == [made[2]])
    #expect(try await found(UserFilter(status: .blocked)) == [made[1]])
    #expect(try await found(UserFilter(name: "ada", status: .active)) == [made[2], made[0]])
  }

  @Test("Of many servers at first use one makes the key", arguments: Engine.allCases)
  func firstKey(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let names = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 {
        group.addTask { try await auth.anotherServer().keyring.signer().kid }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(names.count == 1)
  }

  @Test("A rotated key goes on verifying until its tokens have run out", arguments: Engine.allCases)
  func rotation(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let old = try await auth.keyring.signer().kid
    let new = try await auth.keyring.rotate()
    #expect(try await auth.keyring.signer().kid == new)
    #expect(auth.keyring.publicKey(old) != nil)
    auth.clock.advance(seconds: 3600)
    try await auth.keyring.load()
    #expect(auth.keyring.publicKey(old) == nil)
    #expect(auth.keyring.publicKey(new) != nil)
  }

  @Test("A session ends once, and only by its own user", arguments: Engine.allCases)
  func sessions(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let second = try await auth.login("ada@example.com")
    let bola = try await auth.register("bola@example.com")
    await #expect(throws: NotFound()) {
      try await auth.signIn.endSession(ada.sessionID, of: bola.user.id)
    }
    await #expect(throws: LastAdministrator()) {
      try await auth.signIn.endSession(ada.sessionID, of: ada.user.id) { session in
        #expect(session.id == ada.sessionID)
        throw LastAdministrator()
      }
    }
    #expect(
      try await auth.signIn.sessions(of: ada.user.id, before: nil, limit: 20).map(\.id)
        == [second.sessionID, ada.sessionID])
    try await auth.signIn.endOtherSessions(of: ada.user.id, except: second.sessionID)
    await #expect(throws: NotFound()) {
      try await auth.signIn.endSession(ada.sessionID, of: ada.user.id)
    }
    #expect(
      try await auth.signIn.sessions(of: ada.user.id, before: nil, limit: 20).map(\.id)
        == [second.sessionID])
  }
}
