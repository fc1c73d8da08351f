import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing

/// What new users told a product, until the product has taken it, on every engine.
@Suite struct PendingProfileContractTests {
  private func register(_ email: String, in auth: AuthFixture) async throws -> User {
    try await auth.accounts.register(
      Registration(
        email: AuthFixture.email(email), password: AuthFixture.password,
        profile: Profile(name: "Ada"),
        product: ProductProfile(
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
    #expect(try await auth.accounts.overdueProfiles().isEmpty)
    auth.clock.advance(seconds: 1)
    let waiting = try await auth.accounts.overdueProfiles()
    #expect(Set(waiting.map(\.userID)) == [ada.id, bola.id])
    #expect(waiting.allSatisfy { $0.text == #"{"license":"ü"}"# && $0.createdAt == made })
    try await auth.accounts.settleProfile(of: ada.id)
    #expect(try await auth.accounts.overdueProfiles().map(\.userID) == [bola.id])
    try await auth.accounts.delete(bola.id, by: .operatorConsole)
    #expect(try await auth.accounts.overdueProfiles().isEmpty)
  }

  @Test("A registration that is taken back leaves nothing", arguments: Engine.allCases)
  func withdrawn(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await register("ada@example.com", in: auth)
    try await auth.accounts.withdraw(ada.id)
    auth.clock.advance(seconds: 30)
    #expect(try await auth.accounts.overdueProfiles().isEmpty)
    await #expect(throws: AuthRefusal.invalidCredentials) {
      try await auth.login("ada@example.com")
    }
    let again = try await register("ada@example.com", in: auth)
    #expect(again.id != ada.id)
  }
}
