import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// Linking and unlinking identities while signed in, on every engine.
@Suite struct IdentityContractTests {
  private let google = ProvenIdentity(
    provider: .google, subject: "g-1", email: AuthFixture.email("ada@gmail.example"),
    isEmailVerified: true)
  private let telegram = ProvenIdentity(provider: .telegram, subject: "7")

  @Test(
    "A linked identity signs in, is listed, audited and told by mail; linked again it is the same",
    arguments: Engine.allCases)
  func link(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let (identity, isNew) = try await auth.link(google, to: ada)
    #expect(isNew)
    #expect(try await auth.mailbox.open().map(\.recipient.canonical) == ["ada@example.com"])
    let again = try await auth.link(google, to: ada)
    #expect(again.identity == identity)
    #expect(!again.isNew)
    #expect(try await auth.mailbox.open().isEmpty)
    let (second, _) = try await auth.link(telegram, to: ada)
    #expect(
      try await auth.credentials.identities(of: ada.user.id, before: nil, limit: 9)
        == [second, identity])
    #expect(
      try await auth.credentials.identities(of: ada.user.id, before: second.id, limit: 9)
        == [identity])
    #expect(try await auth.credentials.identity(identity.id, of: ada.user.id) == identity)
    #expect(try await auth.auditedActions() == ["user.link", "user.link"])
    #expect(try await auth.login(by: google).session.user.id == ada.user.id)
    // Another's address at the provider neither replaces nor confirms one's own.
    let user = try await auth.accounts.user(ada.user.id)
    #expect(user.email?.canonical == "ada@example.com")
    #expect(!user.isVerified)
  }

  @Test(
    "An identity opens one account, also when two want it at once", arguments: Engine.allCases)
  func taken(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let bola = try await auth.register("bola@example.com")
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for signIn in [ada, bola, ada, bola, ada, bola] {
        group.addTask {
          do {
            _ = try await auth.link(telegram, to: signIn)
            return true
          } catch {
            #expect(error is IdentityTaken)
            return false
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(outcomes == 3)
    let owner = try await auth.login(by: telegram).session.user.id
    let identity = try #require(
      try await auth.credentials.identities(of: owner, before: nil, limit: 9).first)
    let other = owner == ada.user.id ? bola : ada
    await #expect(throws: NotFound()) { try await auth.unlink(identity.id, of: other) }
    await #expect(throws: NotFound()) {
      try await auth.credentials.identity(identity.id, of: other.user.id)
    }
  }

  @Test("The last way to sign in stays, also when two go at once", arguments: Engine.allCases)
  func last(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let signIn = try await auth.login(by: telegram).session
    _ = try await auth.link(google, to: signIn)
    let all = try await auth.credentials.identities(of: signIn.user.id, before: nil, limit: 9)
    _ = try await auth.mailbox.open()
    let removed = await withTaskGroup(of: Bool.self) { group in
      for identity in all {
        group.addTask {
          do {
            try await auth.unlink(identity.id, of: signIn)
            return true
          } catch {
            #expect(error is LastSignInMethod)
            return false
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(removed == 1)
    #expect(try await auth.auditedActions().filter { $0 == "user.unlink" }.count == 1)
    #expect(try await auth.mailbox.open().count == 1)
  }

  @Test("With a password every identity can go", arguments: Engine.allCases)
  func withPassword(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let (identity, _) = try await auth.link(telegram, to: ada)
    try await auth.unlink(identity.id, of: ada)
    await #expect(throws: NotFound()) { try await auth.unlink(identity.id, of: ada) }
    #expect(try await auth.login(by: telegram).isNew)
  }

  @Test(
    "An hour after the sign-in the password is asked for, or another sign-in",
    arguments: Engine.allCases)
  func freshness(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    auth.clock.advance(seconds: 3599)
    let (identity, _) = try await auth.link(telegram, to: ada)
    auth.clock.advance(seconds: 1)
    // A refreshed session is no fresher.
    let refreshed = try await auth.signIn.refresh(ada.refreshToken)
    for signIn in [ada, refreshed] {
      await #expect(throws: SignInTooOld()) { try await auth.link(google, to: signIn) }
      await #expect(throws: SignInTooOld()) {
        try await auth.unlink(identity.id, of: signIn)
      }
    }
    await #expect(throws: WrongPassword()) {
      try await auth.link(google, to: ada, password: "not the one")
    }
    _ = try await auth.link(google, to: ada, password: AuthFixture.password)
    try await auth.unlink(identity.id, of: try await auth.login("ada@example.com"))
  }

  @Test(
    "Who has no confirmed address gets the one that a linked provider answers for, if it is free",
    arguments: Engine.allCases)
  func address(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let signIn = try await auth.login(by: telegram).session
    _ = try await auth.link(google, to: signIn)
    let user = try await auth.accounts.user(signIn.user.id)
    #expect(user.email?.canonical == "ada@gmail.example")
    #expect(user.isVerified)
    let other = try await auth.login(
      by: ProvenIdentity(provider: .telegram, subject: "8")
    ).session
    let apple = ProvenIdentity(
      provider: .apple, subject: "a-1", email: google.email, isEmailVerified: true)
    _ = try await auth.link(apple, to: other)
    #expect(try await auth.accounts.user(other.user.id).email == nil)
  }

  @Test(
    "Who has no password gives up the account by a recent sign-in, others by their password",
    arguments: Engine.allCases)
  func deletion(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    func delete(_ signIn: OpenSession, _ password: String?) async throws {
      try await auth.accounts.deleteAccount(
        of: signIn.user.id, in: signIn.sessionID, password: password, by: AuthFixture.client())
    }
    let ada = try await auth.register("ada@example.com")
    await #expect(throws: PasswordRequired()) { try await delete(ada, nil) }
    try await delete(ada, AuthFixture.password)
    let early = try await auth.login(by: telegram).session
    auth.clock.advance(seconds: 3600)
    await #expect(throws: SignInTooOld()) { try await delete(early, nil) }
    await #expect(throws: WrongPassword()) { try await delete(early, "whatever") }
    try await delete(try await auth.login(by: telegram).session, nil)
    #expect(try await auth.login(by: telegram).isNew)
  }
}
