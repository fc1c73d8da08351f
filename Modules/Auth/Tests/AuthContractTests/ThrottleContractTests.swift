import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// Guessing is slowed down without anybody being able to lock another out, on every engine.
@Suite struct ThrottleContractTests {
  private let ada = "ada@example.com"
  private let bola = "bola@example.com"
  private let elsewhere = "198.51.100.1"

  private func fixture(
    _ engine: Engine, pair: Int64 = 100, account: Int64 = 100, address: Int64 = 100
  ) async throws -> AuthFixture {
    var settings = AuthSettings()
    settings.throttle.perAccountAndAddress = pair
    settings.throttle.perAccount = account
    settings.throttle.perAddress = address
    let auth = try await AuthFixture(on: engine, settings: settings)
    try await auth.register(ada)
    try await auth.register(bola)
    return auth
  }

  private func guess(
    _ auth: AuthFixture, _ email: String, from address: String, times: Int = 1
  ) async {
    for _ in 0..<times {
      _ = try? await auth.login(email, password: "a wrong guess", from: address)
    }
  }

  private func counts(_ auth: AuthFixture) async throws -> [Int64] {
    try await auth.database.all("SELECT count FROM auth_failures") { try $0["count"] }
  }

  @Test("Whoever goes on after too many guesses keeps nobody else out", arguments: Engine.allCases)
  func refusedByPair(on engine: Engine) async throws {
    let auth = try await fixture(engine, pair: 3, account: 5, address: 5)
    await guess(auth, ada, from: elsewhere, times: 20)
    _ = try await auth.login(ada, from: "203.0.113.1")
    _ = try await auth.login(bola, from: elsewhere)
  }

  @Test(
    "What an account's limit refuses is not held against the address, or the two together",
    arguments: Engine.allCases)
  func refusedByAccount(on engine: Engine) async throws {
    let auth = try await fixture(engine, pair: 10, account: 3, address: 6)
    await guess(auth, ada, from: elsewhere, times: 3)
    auth.clock.advance(seconds: 500)
    for _ in 0..<20 {
      await #expect(throws: TooManyFailures(limit: 3, retryAfter: 400)) {
        try await auth.login(ada, from: "203.0.113.1")
      }
    }
    _ = try await auth.login(bola, from: "203.0.113.1")
    auth.clock.advance(seconds: 400)
    _ = try await auth.login(ada, from: "203.0.113.1")
  }

  @Test(
    "What an address's limit refuses is not held against the account", arguments: Engine.allCases)
  func refusedByAddress(on engine: Engine) async throws {
    let auth = try await fixture(engine, account: 3, address: 3)
    for number in 0..<3 { await guess(auth, "user\(number)@example.com", from: elsewhere) }
    for _ in 0..<20 {
      await #expect(throws: TooManyFailures(limit: 3, retryAfter: 900)) {
        try await auth.login(ada, from: elsewhere)
      }
    }
    _ = try await auth.login(ada, from: "203.0.113.1")
  }

  @Test(
    "Of guesses at once no more are judged than may fail, from one address and from many",
    arguments: Engine.allCases)
  func atOnce(on engine: Engine) async throws {
    let auth = try await fixture(engine, pair: 4, account: 7)
    func judged(_ addresses: [String]) async -> Int {
      let before = auth.hasher.verificationCount
      await withTaskGroup(of: Void.self) { group in
        for address in addresses { group.addTask { await guess(auth, ada, from: address) } }
      }
      return auth.hasher.verificationCount - before
    }
    #expect(await judged(Array(repeating: elsewhere, count: 24)) == 4)
    #expect(await judged((1...24).map { "203.0.113.\($0)" }) == 3)
  }

  @Test(
    "A password that could not be looked at does not count as wrong", arguments: Engine.allCases)
  func overload(on engine: Engine) async throws {
    let auth = try await fixture(engine, pair: 3, account: 3, address: 3)
    let user = try await auth.login(ada, from: elsewhere)
    auth.hasher.overload(times: 20)
    for _ in 0..<10 {
      await #expect(throws: FastHasher.Overloaded.self) {
        try await auth.login(ada, from: elsewhere)
      }
      await #expect(throws: FastHasher.Overloaded.self) {
        try await auth.credentials.setUpTOTP(
          of: user.user.id, password: AuthFixture.password, issuer: "T",
          from: AuthFixture.client(elsewhere))
      }
    }
    for _ in 0..<3 {
      await #expect(throws: InvalidCredentials()) {
        try await auth.login(ada, password: "a wrong guess", from: elsewhere)
      }
    }
    await #expect(throws: TooManyFailures(limit: 3, retryAfter: 900)) {
      try await auth.login(ada, from: elsewhere)
    }
  }

  @Test("A code that was not looked at does not count as wrong", arguments: Engine.allCases)
  func unjudgedCode(on engine: Engine) async throws {
    let auth = try await fixture(engine, pair: 3)
    let session = try await auth.login(ada)
    let user = session.user
    _ = try await auth.credentials.setUpTOTP(
      of: user.id, password: AuthFixture.password, issuer: "T", from: AuthFixture.client())
    let totp = try #require(try await auth.atomically { try $0.totp(of: user.id) })
    let code = TOTP.code(secret: totp.secret, step: TOTP.step(at: auth.clock.now()))
    let codes = try await auth.credentials.enableTOTP(
      of: user.id, in: session.sessionID, code: code)
    let challenge = try await auth.challenge(ada)
    _ = try await auth.accounts.block(user.id, reason: nil, by: .operatorConsole)
    for _ in 0..<5 {
      await #expect(throws: ChallengeRefusal.blocked) {
        try await auth.signIn.login(
          challenge: challenge, code: codes[0], from: AuthFixture.client())
      }
    }
    _ = try await auth.accounts.unblock(user.id, by: .operatorConsole)
    _ = try await auth.signIn.login(
      challenge: challenge, code: codes[0], from: AuthFixture.client())
  }

  @Test("A right password leaves nothing behind that others run into", arguments: Engine.allCases)
  func refund(on engine: Engine) async throws {
    let auth = try await fixture(engine, pair: 2, account: 1, address: 1)
    for email in [ada, bola, ada, bola] { _ = try await auth.login(email, from: elsewhere) }
    #expect(try await counts(auth) == [])
  }

  @Test("Right passwords at once leave the count as it was", arguments: Engine.allCases)
  func refundAtOnce(on engine: Engine) async throws {
    let auth = try await fixture(engine, account: 30)
    await guess(auth, ada, from: elsewhere, times: 2)
    await withTaskGroup(of: Void.self) { group in
      for number in 1...24 {
        group.addTask { _ = try? await auth.login(ada, from: "203.0.113.\(number)") }
      }
    }
    #expect(try await counts(auth) == [2, 2, 2])
  }

  @Test(
    "A window that ended begins anew, and what ran out is forgotten", arguments: Engine.allCases)
  func windows(on engine: Engine) async throws {
    let auth = try await fixture(engine, pair: 3, account: 3)
    await guess(auth, ada, from: elsewhere, times: 3)
    for number in 0..<20 { await guess(auth, bola, from: "203.0.113.\(number)") }
    auth.clock.advance(seconds: 900)
    await guess(auth, ada, from: elsewhere, times: 2)
    #expect(try await counts(auth) == [2, 2, 2])
    _ = try await auth.login(ada, from: elsewhere)
    #expect(try await counts(auth) == [2, 2])
  }

  @Test(
    "Mails that may not go to one user are not held against who asks for others'",
    arguments: Engine.allCases)
  func mails(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.mails.perAccount = 1
    settings.mails.perAddress = 2
    let auth = try await AuthFixture(on: engine, settings: settings)
    for email in [ada, bola] { try await auth.register(email) }
    for email in [ada, ada, ada, bola] {
      try await auth.credentials.forgotPassword(
        email: AuthFixture.email(email), from: AuthFixture.client())
    }
    #expect(try await auth.mailbox.open().map(\.recipient.canonical) == [ada, bola])
  }
}
