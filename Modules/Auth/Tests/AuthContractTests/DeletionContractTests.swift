import Auth
import AuthTesting
import Kernel
import KernelTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing

/// Accounts whose deletion other contexts object to, on every engine.
@Suite struct DeletionContractTests {
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
    "A wrong password and the last administrator are told before anybody is asked",
    arguments: Engine.allCases)
  func precedence(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    auth.ask([Self.party("ajo", Self.owed)])
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
  }

  @Test(
    "A registration is not taken back once its user has something to lose",
    arguments: Engine.allCases)
  func withdrawal(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    auth.ask([Self.party("ajo", Self.owed)])
    await #expect(throws: DeletionRefused.self) { try await auth.accounts.withdraw(ada.user.id) }
    _ = try await auth.login("ada@example.com")
  }
}
