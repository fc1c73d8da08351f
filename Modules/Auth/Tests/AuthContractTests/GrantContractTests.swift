import Auth
import AuthTesting
import Kernel
import Ports
import StorageTesting
import Testing

/// What contexts say that users are in them, on every engine.
@Suite struct GrantContractTests {
  @Test(
    "Grants of a context replace its own and no other's, at once and for open sessions",
    arguments: Engine.allCases)
  func grants(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let keeper = StoredGrantKeeper(auth.accounts)
    _ = try await auth.accounts.setRoles(
      [.user, .support, Role("booking:staff"), Role("fleet:driver")], of: ada.user.id,
      by: .operatorConsole)
    try await keeper.setGrants(
      [Role("fleet:supplier_company"), Role("fleet:consumer_company"), .admin],
      of: ada.user.id, in: "fleet")
    let roles = [
      Role("booking:staff"), Role("fleet:consumer_company"), Role("fleet:supplier_company"),
      .support, .user,
    ]
    #expect(try await auth.accounts.user(ada.user.id).roles == roles)
    #expect(auth.revocations.roles(of: auth.claims(ada)) == roles)
    try await keeper.setGrants([], of: ada.user.id, in: "fleet")
    #expect(
      try await auth.accounts.user(ada.user.id).roles == [Role("booking:staff"), .support, .user])
  }

  @Test(
    "The same grants again change nothing, and nor do those of who has left",
    arguments: Engine.allCases)
  func again(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user.id
    let keeper = StoredGrantKeeper(auth.accounts)
    try await keeper.setGrants([Role("fleet:driver")], of: ada, in: "fleet")
    let before = try await auth.accounts.user(ada)
    try await keeper.setGrants([Role("fleet:driver")], of: ada, in: "fleet")
    #expect(try await auth.accounts.user(ada) == before)
    try await auth.accounts.delete(ada, by: .operatorConsole)
    try await keeper.setGrants([Role("fleet:driver")], of: ada, in: "fleet")
    await #expect(throws: NotFound.self) { try await auth.accounts.user(ada) }
  }
}
