import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing

/// What is kept about a person, as they may take it away, on every engine.
@Suite struct PersonalDataContractTests {
  @Test("Ended sessions are told of too, in pages, and nobody else's", arguments: Engine.allCases)
  func sessions(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.register("bola@example.com")
    let second = try await auth.login("ada@example.com")
    try await auth.signIn.endSession(ada.sessionID, of: ada.user.id)
    let first = try await auth.store.pastSessions(of: ada.user.id, before: nil, limit: 1)
    #expect(first.map(\.summary.id) == [second.sessionID])
    #expect(first.map(\.revokedAt) == [nil])
    let rest = try await auth.store.pastSessions(
      of: ada.user.id, before: second.sessionID, limit: 5)
    #expect(rest.map(\.summary.id) == [ada.sessionID])
    #expect(rest.map(\.revokedAt) == [auth.clock.now()])
  }

  @Test("The audit trail of one user is read in pages, oldest first", arguments: Engine.allCases)
  func audit(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user.id
    let bola = try await auth.register("bola@example.com").user.id
    for user in [ada, bola] {
      _ = try await auth.accounts.block(user, reason: "spam", by: .operatorConsole)
      _ = try await auth.accounts.unblock(user, by: .operatorConsole)
    }
    let first = try await auth.store.auditEntries(about: ada, after: 0, limit: 1)
    #expect(first.map(\.entry.action) == ["user.block"])
    let rest = try await auth.store.auditEntries(
      about: ada, after: first.last?.sequence ?? 0, limit: 5)
    #expect(rest.map(\.entry.action) == ["user.unblock"])
    #expect(rest.map(\.entry.target) == ["user:\(ada)"])
  }

  @Test("Mailed tokens count until they run out", arguments: Engine.allCases)
  func mailTokens(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let signIn = try await auth.register("ada@example.com")
    let ada = signIn.user
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email("ada@example.com"), from: AuthFixture.client())
    try await auth.requestVerification(of: signIn)
    _ = try await auth.mailbox.open()
    #expect(
      try await auth.accounts.mailTokens(of: ada.id).map(\.purpose)
        == [.passwordReset, .emailVerification])
    auth.clock.advance(seconds: 3600)
    #expect(try await auth.accounts.mailTokens(of: ada.id).map(\.purpose) == [.emailVerification])
  }

  @Test("An authenticator is told of without its secret", arguments: Engine.allCases)
  func secondFactor(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user.id
    #expect(try await auth.store.secondFactor(of: ada) == nil)
    try await auth.atomically { transaction in
      _ = try transaction.lockUser(ada)
      try transaction.save(
        TOTP(
          userID: ada, secret: [UInt8](repeating: 1, count: 20), enabledAt: auth.clock.now(),
          lastStep: 0))
      try transaction.setRecoveryCodes([[UInt8](repeating: 2, count: 32)], of: ada)
    }
    #expect(
      try await auth.store.secondFactor(of: ada)
        == SecondFactorSummary(enabledAt: auth.clock.now(), recoveryCodes: 1))
  }
}
