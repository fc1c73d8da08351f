import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What mails let their readers do, on every engine.
@Suite struct MailContractTests {
  private let new = "a quite other password"

  private func forget(_ auth: AuthFixture, _ email: String, from address: String = "192.0.2.1") {
    auth.service.forgotPassword(
      email: AuthFixture.email(email), from: AuthFixture.client(address))
  }

  @Test("A mailed token sets a password once, and ends every session", arguments: Engine.allCases)
  func reset(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    forget(auth, "Ada@example.com")
    let token = try await auth.mailbox.token()
    try await auth.service.resetPassword(token: token, to: new)
    #expect(auth.board.roles(of: auth.claims(ada)) == nil)
    await #expect(throws: AuthRefusal.invalidRefreshToken) {
      try await auth.service.refresh(ada.refreshToken)
    }
    await #expect(throws: AuthRefusal.invalidCredentials) {
      try await auth.login("ada@example.com")
    }
    #expect(try await auth.login("ada@example.com", password: new).user.isVerified)
    await #expect(throws: AuthRefusal.invalidMailToken) {
      try await auth.service.resetPassword(token: token, to: new)
    }
    #expect(
      try await auth.mailbox.open().map(\.subject) == ["Your password was changed"])
  }

  @Test("Of many uses of one token at once one sets the password", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    forget(auth, "ada@example.com")
    let token = try await auth.mailbox.token()
    let successes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          (try? await auth.service.resetPassword(token: token, to: "\(new) \(number)")) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(successes == 1)
  }

  @Test(
    "A token runs out, serves its purpose only, and ends with another's use",
    arguments: Engine.allCases)
  func limits(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    forget(auth, "ada@example.com")
    let first = try await auth.mailbox.token()
    await #expect(throws: AuthRefusal.invalidMailToken) {
      try await auth.service.verifyEmail(token: first)
    }
    try await auth.service.requestVerification(of: ada.user.id, from: AuthFixture.client())
    let verification = try await auth.mailbox.token()
    await #expect(throws: AuthRefusal.invalidMailToken) {
      try await auth.service.resetPassword(token: verification, to: new)
    }
    forget(auth, "ada@example.com")
    let second = try await auth.mailbox.token()
    try await auth.service.resetPassword(token: first, to: new)
    await #expect(throws: AuthRefusal.invalidMailToken) {
      try await auth.service.resetPassword(token: second, to: new)
    }
    _ = try await auth.mailbox.open()
    forget(auth, "ada@example.com")
    let late = try await auth.mailbox.token()
    auth.clock.advance(seconds: 3600)
    await #expect(throws: AuthRefusal.invalidMailToken) {
      try await auth.service.resetPassword(token: late, to: new)
    }
  }

  @Test("A common password leaves the token to be used", arguments: Engine.allCases)
  func common(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    forget(auth, "ada@example.com")
    let token = try await auth.mailbox.token()
    await #expect(throws: AuthRefusal.passwordTooCommon) {
      try await auth.service.resetPassword(token: token, to: "qwerty123")
    }
    try await auth.service.resetPassword(token: token, to: new)
  }

  @Test(
    "Strangers, the blocked and the deleted get no mail, and the store never has a token",
    arguments: Engine.allCases)
  func silence(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let bola = try await auth.register("bola@example.com")
    forget(auth, "bola@example.com")
    let token = try await auth.mailbox.token()
    _ = try await auth.service.block(ada.user.id, reason: nil, by: .operatorConsole)
    try await auth.service.delete(bola.user.id, by: .operatorConsole)
    for email in ["nobody@example.com", "ada@example.com", "bola@example.com"] {
      forget(auth, email)
    }
    #expect(try await auth.mailbox.open().isEmpty)
    await #expect(throws: AuthRefusal.invalidMailToken) {
      try await auth.service.resetPassword(token: token, to: new)
    }
    let rows = try await auth.database.query("SELECT hash FROM auth_mail_tokens")
    #expect(rows.isEmpty)
  }

  @Test("Nobody's mailbox is filled by asking again and again", arguments: Engine.allCases)
  func flood(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    for number in 0..<20 { forget(auth, "ada@example.com", from: "198.51.100.\(number)") }
    #expect(try await auth.mailbox.open().count == 5)
  }

  @Test("An address is confirmed once, by its own mail", arguments: Engine.allCases)
  func verification(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.service.requestVerification(of: ada.user.id, from: AuthFixture.client())
    let token = try await auth.mailbox.token()
    try await auth.service.verifyEmail(token: token)
    #expect(try await auth.service.user(ada.user.id).isVerified)
    await #expect(throws: AuthRefusal.invalidMailToken) {
      try await auth.service.verifyEmail(token: token)
    }
    try await auth.service.requestVerification(of: ada.user.id, from: AuthFixture.client())
    #expect(try await auth.mailbox.open().isEmpty)
  }
}
