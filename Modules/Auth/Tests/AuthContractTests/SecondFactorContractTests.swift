import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing

/// Codes of an authenticator, on every engine.
@Suite struct SecondFactorContractTests {
  @Test("A code signs in once, also of many times at once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let (auth, ada, secret, _) = try await enabled(engine)
    auth.clock.advance(seconds: 30)
    let code = TOTP.code(secret: secret, step: TOTP.step(at: auth.clock.now()))
    var challenges: [String] = []
    for _ in 0..<6 { challenges.append(try await auth.challenge("ada@example.com")) }
    let successes = await withTaskGroup(of: Bool.self) { group in
      for challenge in challenges {
        group.addTask {
          (try? await auth.signIn.login(
            challenge: challenge, code: code, from: AuthFixture.client())) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(successes == 1)
    #expect(auth.revocations.roles(of: auth.claims(ada)) != nil)
  }

  @Test(
    "A challenge ends with its use, its time, another password and a block",
    arguments: Engine.allCases)
  func challenges(on engine: Engine) async throws {
    let (auth, ada, _, codes) = try await enabled(engine)
    func login(_ challenge: String, _ code: String) async throws {
      _ = try await auth.signIn.login(
        challenge: challenge, code: code, from: AuthFixture.client())
    }
    let used = try await auth.challenge("ada@example.com")
    await #expect(throws: WrongCode()) { try await login(used, "not a code") }
    try await login(used, codes[0].uppercased())
    await #expect(throws: ChallengeRefusal.invalid) { try await login(used, codes[1]) }
    let reuse = try await auth.challenge("ada@example.com")
    await #expect(throws: WrongCode()) { try await login(reuse, codes[0]) }
    try await auth.credentials.changePassword(
      of: ada.user.id, in: ada.sessionID, from: AuthFixture.password, to: "a quite other one",
      by: AuthFixture.client())
    await #expect(throws: ChallengeRefusal.invalid) { try await login(reuse, codes[1]) }
    let late = try await auth.challenge("ada@example.com", password: "a quite other one")
    auth.clock.advance(seconds: 300)
    await #expect(throws: ChallengeRefusal.invalid) { try await login(late, codes[1]) }
    let barred = try await auth.challenge("ada@example.com", password: "a quite other one")
    _ = try await auth.accounts.block(ada.user.id, reason: nil, by: .operatorConsole)
    await #expect(throws: ChallengeRefusal.blocked) { try await login(barred, codes[1]) }
  }

  @Test("Codes are not guessed without end", arguments: Engine.allCases)
  func guesses(on engine: Engine) async throws {
    let (auth, _, _, codes) = try await enabled(engine)
    for _ in 0..<10 {
      let challenge = try await auth.challenge("ada@example.com")
      await #expect(throws: WrongCode()) {
        try await auth.signIn.login(
          challenge: challenge, code: "000 000", from: AuthFixture.client())
      }
    }
    let challenge = try await auth.challenge("ada@example.com")
    await #expect(throws: TooManyFailures(limit: 10, retryAfter: 900)) {
      try await auth.signIn.login(
        challenge: challenge, code: codes[0], from: AuthFixture.client())
    }
  }

  @Test(
    "Who has an access token alone cannot keep the owner from signing in with a code",
    arguments: Engine.allCases)
  func enablingApart(on engine: Engine) async throws {
    let (auth, ada, _, codes) = try await enabled(engine)
    for _ in 0..<11 {
      await #expect(throws: SecondFactorIsOn()) {
        try await auth.credentials.enableTOTP(
          of: ada.user.id, in: ada.sessionID, code: "000000")
      }
    }
    let challenge = try await auth.challenge("ada@example.com")
    _ = try await auth.signIn.login(
      challenge: challenge, code: codes[0], from: AuthFixture.client())
    try await auth.credentials.disableTOTP(
      of: ada.user.id, password: AuthFixture.password, code: codes[1], from: AuthFixture.client())
  }

  @Test("Turned off, nobody is asked for a code", arguments: Engine.allCases)
  func disabled(on engine: Engine) async throws {
    let (auth, ada, secret, codes) = try await enabled(engine)
    await #expect(throws: WrongPassword()) {
      try await auth.credentials.disableTOTP(
        of: ada.user.id, password: "not the one", code: codes[0], from: AuthFixture.client())
    }
    // The code that turned it on is used.
    let used = TOTP.code(secret: secret, step: TOTP.step(at: auth.clock.now()))
    await #expect(throws: WrongCode()) {
      try await auth.credentials.disableTOTP(
        of: ada.user.id, password: AuthFixture.password, code: used, from: AuthFixture.client())
    }
    await #expect(throws: SecondFactorIsOn()) {
      try await auth.credentials.setUpTOTP(
        of: ada.user.id, password: AuthFixture.password, issuer: "T", from: AuthFixture.client())
    }
    try await auth.credentials.disableTOTP(
      of: ada.user.id, password: AuthFixture.password, code: codes[3], from: AuthFixture.client())
    _ = try await auth.login("ada@example.com")
  }

  @Test("A session that has ended enables no authenticator", arguments: Engine.allCases)
  func enablingAfterTheEnd(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let bola = try await auth.register("bola@example.com")
    _ = try await auth.credentials.setUpTOTP(
      of: ada.user.id, password: AuthFixture.password, issuer: "T", from: AuthFixture.client())
    let secret = try #require(try await auth.atomically { try $0.totp(of: ada.user.id) }).secret
    let code = TOTP.code(secret: secret, step: TOTP.step(at: auth.clock.now()))
    let stranger = try await auth.login("ada@example.com")
    try await auth.signIn.endSession(stranger.sessionID, of: ada.user.id)
    for session in [stranger.sessionID, bola.sessionID] {
      await #expect(throws: SessionEnded()) {
        try await auth.credentials.enableTOTP(of: ada.user.id, in: session, code: code)
      }
    }
    #expect(try await auth.store.secondFactor(of: ada.user.id)?.enabledAt == nil)
    _ = try await auth.credentials.enableTOTP(of: ada.user.id, in: ada.sessionID, code: code)
  }

  private func enabled(
    _ engine: Engine
  ) async throws -> (AuthFixture, OpenSession, secret: [UInt8], codes: [String]) {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    _ = try await auth.credentials.setUpTOTP(
      of: ada.user.id, password: AuthFixture.password, issuer: "Atrium",
      from: AuthFixture.client())
    _ = try await auth.login("ada@example.com")
    let totp = try await auth.atomically { try $0.totp(of: ada.user.id) }
    let secret = try #require(totp).secret
    await #expect(throws: WrongCode()) {
      try await auth.credentials.enableTOTP(
        of: ada.user.id, in: ada.sessionID, code: "12345")
    }
    let codes = try await auth.credentials.enableTOTP(
      of: ada.user.id, in: ada.sessionID,
      code: TOTP.code(secret: secret, step: TOTP.step(at: auth.clock.now())))
    #expect(Set(codes).count == 10)
    return (auth, ada, secret, codes)
  }
}

extension AuthFixture {
  /// What a right password is answered with where a code is wanted.
  func challenge(
    _ email: String, password: String = AuthFixture.password
  ) async throws -> String {
    do {
      _ = try await login(email, password: password)
    } catch SignInRefusal.mfaRequired(let token) {
      return token
    }
    throw SecondFactorIsOff()
  }
}
