import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What people type has one form, on every engine.
@Suite struct FormContractTests {
  private let composed = "p\u{E4}ssw\u{F6}rter 9"
  private let decomposed = "pa\u{308}sswo\u{308}rter\u{A0}9"

  private func register(
    _ email: String, _ password: String, in auth: AuthFixture
  ) async throws -> User {
    try await auth.accounts.register(
      Registration(
        email: AuthFixture.email(email), password: password, profile: Profile(name: "Ada")),
      from: AuthFixture.client()
    ).user
  }

  /// Keeps a password as the release before hashed it: by the octets that were typed.
  private func keepRaw(_ password: String, of user: UserID, in auth: AuthFixture) async throws {
    let hash = try await auth.hasher.hash(Array(password.utf8))
    try await auth.database.execute(
      "UPDATE auth_users SET password_hash = \(hash) WHERE id = \(user)")
  }

  @Test("A password opens however its letters are composed", arguments: Engine.allCases)
  func password(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    _ = try await register("ada@example.com", composed, in: auth)
    _ = try await auth.login("ada@example.com", password: composed)
    _ = try await auth.login("ada@example.com", password: decomposed)
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com", password: "P\u{E4}ssw\u{F6}rter 9")
    }
  }

  @Test(
    "A password that was hashed as it was typed still opens, and is hashed anew then",
    arguments: Engine.allCases)
  func oldHash(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await register("ada@example.com", composed, in: auth)
    try await keepRaw(decomposed, of: ada.id, in: auth)
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com", password: composed)
    }
    _ = try await auth.login("ada@example.com", password: decomposed)
    _ = try await auth.login("ada@example.com", password: composed)
  }

  @Test(
    "A password with control characters that was set before still opens",
    arguments: Engine.allCases)
  func oldControls(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await register("ada@example.com", composed, in: auth)
    try await keepRaw("tab\there 99", of: ada.id, in: auth)
    _ = try await auth.login("ada@example.com", password: "tab\there 99")
  }

  @Test(
    "An old hash proves who a user is where the password is asked for", arguments: Engine.allCases)
  func reauthentication(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await register("ada@example.com", composed, in: auth)
    try await keepRaw(decomposed, of: ada.id, in: auth)
    let session = try await auth.login("ada@example.com", password: decomposed)
    try await keepRaw(decomposed, of: ada.id, in: auth)
    try await auth.credentials.changePassword(
      of: ada.id, in: session.sessionID, from: decomposed, to: "another one 9",
      by: AuthFixture.client())
    _ = try await auth.login("ada@example.com", password: "another one 9")
  }

  @Test(
    "A wrong password costs as many comparisons with an account as without, and two at most",
    arguments: Engine.allCases)
  func comparisons(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    _ = try await register("ada@example.com", composed, in: auth)
    for (password, most) in [("wrong password", 1), ("wro\u{308}ng password", 2)] {
      for email in ["ada@example.com", "nobody@example.com"] {
        let before = auth.hasher.verificationCount
        await #expect(throws: InvalidCredentials()) {
          try await auth.login(email, password: password)
        }
        #expect(auth.hasher.verificationCount - before == most)
      }
    }
  }

  @Test("The two spellings of a domain are one account", arguments: Engine.allCases)
  func domains(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@m\u{FC}nchen.example")
    await #expect(throws: EmailTaken()) { try await auth.register("ada@xn--mnchen-3ya.example") }
    #expect(try await auth.login("ADA@XN--MNCHEN-3YA.example").user.id == ada.user.id)
    let bola = try await auth.register("bola@xn--mnchen-3ya.example")
    #expect(bola.user.email?.canonical == "bola@m\u{FC}nchen.example")
    await #expect(throws: EmailTaken()) { try await auth.register("bola@mu\u{308}nchen.example") }
    let found = try await auth.accounts.users(
      matching: UserFilter(email: "@xn--mnchen-3ya.example"), before: nil, limit: 10)
    #expect(Set(found.map(\.id)) == [ada.user.id, bola.user.id])
  }

  /// Keeps an address as the release before did where it was typed as the DNS has it.
  private func keepAsTyped(_ text: String, of user: UserID, in auth: AuthFixture) async throws {
    try await auth.database.execute("UPDATE auth_users SET email = \(text) WHERE id = \(user)")
  }

  @Test(
    "An account whose domain was kept as the DNS has it is found, changed and not made twice",
    arguments: Engine.allCases)
  func keptAsTyped(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    try await keepAsTyped("ada@xn--mnchen-3ya.example", of: ada.id, in: auth)
    #expect(try await auth.login("ada@m\u{FC}nchen.example").user.id == ada.id)
    #expect(try await auth.login("ada@xn--mnchen-3ya.example").user.id == ada.id)
    await #expect(throws: EmailTaken()) { try await auth.register("ada@m\u{FC}nchen.example") }
    _ = try await auth.accounts.block(ada.id, reason: "x", by: .operatorConsole)
    _ = try await auth.accounts.unblock(ada.id, by: .operatorConsole)
    #expect(try await auth.login("ada@m\u{FC}nchen.example").user.id == ada.id)
    #expect(try await auth.accounts.doubles().isEmpty)
  }

  @Test(
    "Of two accounts that were made for one address it leads to the older; the other loses nothing",
    arguments: Engine.allCases, [true, false])
  func doubles(on engine: Engine, isOlderCoded: Bool) async throws {
    let auth = try await AuthFixture(on: engine)
    let (coded, letters) = ("ada@xn--mnchen-3ya.example", "ada@m\u{FC}nchen.example")
    let older = try await auth.register("one@example.com").user
    auth.clock.advance(seconds: 5)
    let younger = try await auth.register("two@example.com").user
    try await keepAsTyped(isOlderCoded ? coded : letters, of: older.id, in: auth)
    try await keepAsTyped(isOlderCoded ? letters : coded, of: younger.id, in: auth)

    for spelling in [coded, letters] {
      #expect(try await auth.login(spelling).user.id == older.id)
    }
    let found = try await auth.accounts.doubles()
    #expect(found.map(\.found.id) == [older.id])
    #expect(found.map(\.hidden.id) == [younger.id])
    // Neither is in the other's way when it is changed.
    for id in [younger.id, older.id] {
      _ = try await auth.accounts.block(id, reason: "x", by: .operatorConsole)
      _ = try await auth.accounts.unblock(id, by: .operatorConsole)
    }
    #expect(try await auth.store.user(younger.id)?.email?.canonical == letters)
  }
}
