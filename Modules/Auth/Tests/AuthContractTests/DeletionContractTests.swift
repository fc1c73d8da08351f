import Auth
import AuthSQL
import AuthTesting
import Kernel
import KernelTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing

/// Accounts whose deletion other contexts object to, on every engine.
@Suite struct DeletionContractTests {
  /// Where the contexts that are asked keep their data.
  enum Databases: CaseIterable, Sendable {
    case one, two

    /// Accounts, and the database that is not theirs; both are taken at once.
    func fixture(on engine: Engine) async throws -> (AuthFixture, other: (any Database)?) {
      let auth = [PlatformSQL.migrations, AuthSchema.migrations]
      let databases = try await engine.migratedDatabases(
        self == .one ? [auth] : [auth, [PlatformSQL.migrations]])
      return (AuthFixture(over: databases[0]), databases.dropFirst().first)
    }
  }

  /// A version that the caller has not seen.
  private struct Stale: Error, Equatable {}

  private static let owed = DeletionObjection("owed", "Something is owed.")
  private static let booked = DeletionObjection("booked", "There is a booking.")

  private static func party(_ context: String, _ objections: DeletionObjection...) -> LeavingParty {
    LeavingParty(
      context, accounts: [], questions: [LeavingQuestion { _, _ in objections }])
  }

  @Test(
    "A refused deletion tells what all contexts object, and changes nothing",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    auth.ask([
      Self.party("fleet", Self.owed), Self.party("ajo"),
      Self.party("booking", Self.owed, Self.booked),
    ])
    for _ in 1...2 {
      await #expect(
        throws: DeletionRefused([
          .init("booking", Self.booked), .init("booking", Self.owed), .init("fleet", Self.owed),
        ])
      ) {
        try await auth.accounts.deleteAccount(
          of: ada.user.id, in: ada.sessionID, password: AuthFixture.password,
          by: AuthFixture.client())
      }
    }
    #expect(try await auth.store.user(ada.user.id) == ada.user)
    #expect(auth.revocations.roles(of: auth.claims(ada)) != nil)
    #expect(try await auth.auditedActions() == [])
    auth.ask([Self.party("ajo")])
    try await auth.accounts.delete(ada.user.id, by: .operatorConsole)
    #expect(try await auth.store.user(ada.user.id) == nil)
  }

  @Test(
    "Whatever refuses a deletion by itself is told before anybody is asked",
    arguments: Engine.allCases, Databases.allCases)
  func precedence(on engine: Engine, _ databases: Databases) async throws {
    let (auth, other) = try await databases.fixture(on: engine)
    let asked = Mutex(0)
    let question = LeavingQuestion { _, _ in
      asked.withLock { $0 += 1 }
      return [Self.owed]
    }
    auth.ask([LeavingParty("ajo", accounts: [], questions: [question])], in: other)
    let root = try await auth.admin()
    await #expect(throws: LastAdministrator()) {
      try await auth.accounts.delete(root.id, by: .operatorConsole)
    }
    let ada = try await auth.register("ada@example.com")
    await #expect(throws: WrongPassword()) {
      try await auth.accounts.deleteAccount(
        of: ada.user.id, in: ada.sessionID, password: "wrong password",
        by: AuthFixture.client())
    }
    await #expect(throws: Stale()) {
      try await auth.accounts.delete(ada.user.id, by: .operatorConsole) { _ in throw Stale() }
    }
    let nobody = UserID(rawValue: 1)
    await #expect(throws: NotFound()) {
      try await auth.accounts.delete(nobody, by: .operatorConsole)
    }
    try await auth.accounts.withdraw(nobody)
    #expect(asked.withLock { $0 } == 0)
    #expect(try await leavers(in: auth.database) == [])
    #expect(try await leavers(in: other ?? auth.database) == [])
  }

  @Test(
    "What refuses a deletion only after others were asked gives their claims back",
    arguments: Engine.allCases)
  func checkedAgain(on engine: Engine) async throws {
    let (auth, second) = try await Databases.two.fixture(on: engine)
    let other = try #require(second)
    auth.ask([Self.party("ajo")], in: other)
    let ada = try await auth.register("ada@example.com")
    let checks = Mutex(0)
    await #expect(throws: Stale()) {
      try await auth.accounts.delete(ada.user.id, by: .operatorConsole) { _ in
        let count = checks.withLock {
          $0 += 1
          return $0
        }
        if count > 1 { throw Stale() }
      }
    }
    #expect(try await auth.store.user(ada.user.id) == ada.user)
    #expect(try await leavers(in: auth.database) == [])
    #expect(try await leavers(in: other) == [])
  }

  @Test("A second deletion finds nobody", arguments: Engine.allCases, Databases.allCases)
  func twice(on engine: Engine, _ databases: Databases) async throws {
    let (auth, other) = try await databases.fixture(on: engine)
    auth.ask([Self.party("ajo")], in: other)
    let ada = try await auth.register("ada@example.com").user.id
    try await auth.accounts.delete(ada, by: .operatorConsole)
    for _ in 1...2 {
      await #expect(throws: NotFound()) {
        try await auth.accounts.delete(ada, by: .operatorConsole)
      }
    }
  }

  @Test(
    "A registration is not taken back once its user has something to lose",
    arguments: Engine.allCases, Databases.allCases)
  func withdrawal(on engine: Engine, _ databases: Databases) async throws {
    let (auth, other) = try await databases.fixture(on: engine)
    let ada = try await auth.register("ada@example.com").user.id
    auth.ask([Self.party("ajo", Self.owed)], in: other)
    await #expect(throws: DeletionRefused.self) { try await auth.accounts.withdraw(ada) }
    _ = try await auth.login("ada@example.com")
    #expect(try await leavers(in: other ?? auth.database) == [])
    auth.ask([Self.party("ajo")], in: other)
    for _ in 1...2 { try await auth.accounts.withdraw(ada) }
    await #expect(throws: InvalidCredentials()) { try await auth.login("ada@example.com") }
    #expect(try await leavers(in: auth.database) == ["left"])
    #expect(try await leavers(in: other ?? auth.database) == ["left"])
  }

  /// What a database knows of those who leave.
  private func leavers(in database: any Database) async throws -> [String] {
    try await database.all("SELECT state FROM platform_leavers") { try $0.get(0) }
  }
}
