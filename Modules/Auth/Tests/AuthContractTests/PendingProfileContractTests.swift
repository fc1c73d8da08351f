import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What new users told a context, until the context has taken it, on every engine.
@Suite struct PendingProfileContractTests {
  private func register(_ email: String, in auth: AuthFixture) async throws -> User {
    try await auth.accounts.register(
      Registration(
        email: AuthFixture.email(email), password: AuthFixture.password,
        profile: Profile(name: "Ada"),
        contextProfile: ContextProfile(
          context: "fleet", text: #"{"license":"ü"}"#, roles: [Role("fleet:driver")])),
      from: AuthFixture.client()
    ).user
  }

  @Test("A profile waits with its user until it is settled", arguments: Engine.allCases)
  func settled(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let made = auth.clock.now()
    let ada = try await register("ada@example.com", in: auth)
    #expect(ada.roles == [Role("fleet:driver"), .user])
    let bola = try await register("bola@example.com", in: auth)
    auth.clock.advance(seconds: 29)
    #expect(try await auth.accounts.overdueProfiles(for: "fleet").isEmpty)
    auth.clock.advance(seconds: 1)
    let waiting = try await auth.accounts.overdueProfiles(for: "fleet")
    #expect(Set(waiting.map(\.userID)) == [ada.id, bola.id])
    #expect(waiting.allSatisfy { $0.text == #"{"license":"ü"}"# && $0.createdAt == made })
    try await auth.accounts.settleProfile(of: ada.id)
    #expect(try await auth.accounts.overdueProfiles(for: "fleet").map(\.userID) == [bola.id])
    try await auth.accounts.delete(bola.id, by: .operatorConsole)
    #expect(try await auth.accounts.overdueProfiles(for: "fleet").isEmpty)
  }

  @Test("A registration that is taken back leaves nothing", arguments: Engine.allCases)
  func withdrawn(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await register("ada@example.com", in: auth)
    try await auth.accounts.withdraw(ada.id)
    auth.clock.advance(seconds: 30)
    #expect(try await auth.accounts.overdueProfiles(for: "fleet").isEmpty)
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com")
    }
    let again = try await register("ada@example.com", in: auth)
    #expect(again.id != ada.id)
  }

  @Test(
    "It leaves nothing either where the user signed in and asked for a mail in between",
    arguments: Engine.allCases)
  func withdrawnLate(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await register("ada@example.com", in: auth)
    let second = try await auth.login("ada@example.com")
    try await auth.credentials.setPin(
      "1234", of: ada.id, in: second.sessionID, provenBy: .password(AuthFixture.password),
      from: AuthFixture.client())
    _ = try await auth.credentials.verifyPin("1234", of: ada.id, action: nil, amount: nil)
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email("ada@example.com"), from: AuthFixture.client())
    let token = try await auth.mailbox.token()
    try await auth.accounts.withdraw(ada.id)
    auth.clock.advance(seconds: 30)
    #expect(try await auth.accounts.overdueProfiles(for: "fleet").isEmpty)
    #expect(auth.revocations.roles(of: auth.claims(second)) == nil)
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(second.refreshToken)
    }
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: token, to: "a quite other password")
    }
    let again = try await register("ada@example.com", in: auth)
    #expect(again.id != ada.id)
  }

  @Test("Who was deleted meanwhile stays deleted", arguments: Engine.allCases)
  func deleted(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await register("ada@example.com", in: auth)
    try await auth.accounts.delete(ada.id, by: .operatorConsole)
    try await auth.accounts.withdraw(ada.id)
    let rows = try await auth.database.query("SELECT id FROM auth_users WHERE id = \(ada.id)")
    #expect(rows.count == 1)
  }

  @Test("Waiting profiles are read in pages, of one context at a time", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    var made: Set<UserID> = []
    for number in 0..<103 {
      made.insert(try await register("ada\(number)@example.com", in: auth).id)
    }
    auth.clock.advance(seconds: 30)
    let first = try await auth.accounts.overdueProfiles(for: "fleet")
    let second = try await auth.accounts.overdueProfiles(for: "fleet", after: first.last?.userID)
    #expect((first.count, second.count) == (100, 3))
    #expect(Set((first + second).map(\.userID)) == made)
    let third = try await auth.accounts.overdueProfiles(for: "fleet", after: second.last?.userID)
    #expect(third.isEmpty)
    #expect(try await auth.accounts.overdueProfiles(for: "shop").isEmpty)
  }
}
