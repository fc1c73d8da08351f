import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing

/// What a clock that was ahead left behind is void once it is right, on every engine.
@Suite struct ClockContractTests {
  private let hour: Int64 = 3_600

  @Test("Failures that lie ahead hold nobody for longer than a window", arguments: Engine.allCases)
  func failures(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.throttle.perAccountAndAddress = 3
    let auth = try await AuthFixture(on: engine, settings: settings)
    try await auth.register("ada@example.com")
    func fail(_ times: Int) async {
      for _ in 0..<times { _ = try? await auth.login("ada@example.com", password: "wrong") }
    }
    auth.clock.advance(seconds: hour)
    await fail(3)
    auth.clock.advance(seconds: -hour)
    _ = try await auth.login("ada@example.com")

    // Within what clocks may differ by, the failures count, and the wait is a window at most.
    auth.clock.advance(seconds: 30)
    await fail(3)
    auth.clock.advance(seconds: -30)
    await #expect(throws: TooManyFailures(limit: 3, retryAfter: 900)) {
      try await auth.login("ada@example.com")
    }
  }

  @Test(
    "A PIN's lock that lies ahead is void, and no lock is longer than it may be",
    arguments: Engine.allCases)
  func pinLock(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.credentials.setPin(
      "1234", of: ada.user.id, in: ada.sessionID, provenBy: .password(AuthFixture.password),
      from: AuthFixture.client())
    func verify(_ pin: String) async throws -> String {
      try await auth.credentials.verifyPin(pin, of: ada.user.id, action: nil, amount: nil)
    }
    auth.clock.advance(seconds: hour)
    for _ in 1...5 { _ = try? await verify("9999") }
    auth.clock.advance(seconds: -30)
    await #expect(throws: PinRefusal.locked(retryAfter: 900)) { _ = try await verify("1234") }
    auth.clock.advance(seconds: 30 - hour)
    _ = try await verify("1234")
  }

  @Test("A PIN token that a clock ahead made is void", arguments: Engine.allCases)
  func pinToken(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.credentials.setPin(
      "1234", of: ada.user.id, in: ada.sessionID, provenBy: .password(AuthFixture.password),
      from: AuthFixture.client())
    let use = PinUse(userID: ada.user.id, action: .transfer, amount: .naira(1), request: nil)
    func token() async throws -> String {
      try await auth.credentials.verifyPin("1234", of: ada.user.id, action: nil, amount: nil)
    }
    auth.clock.advance(seconds: hour)
    let wrong = try await token()
    auth.clock.advance(seconds: -hour)
    #expect(try await auth.pins.claim(wrong, for: use) == nil)
    auth.clock.advance(seconds: 30)
    let ahead = try await token()
    auth.clock.advance(seconds: -30)
    #expect(try await auth.pins.claim(ahead, for: use) != nil)
  }

  @Test(
    "A lost answer is given again by a server half a minute behind, and not for an hour",
    arguments: Engine.allCases)
  func grace(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    auth.clock.advance(seconds: 30)
    let next = try await auth.signIn.refresh(ada.refreshToken)
    auth.clock.advance(seconds: -30)
    #expect(try await auth.signIn.refresh(ada.refreshToken).refreshToken == next.refreshToken)

    auth.clock.advance(seconds: hour)
    let child = try await auth.signIn.refresh(next.refreshToken)
    auth.clock.advance(seconds: -hour)
    await #expect(throws: RefreshRefusal.reused) {
      try await auth.signIn.refresh(next.refreshToken)
    }
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(child.refreshToken)
    }
  }

  @Test(
    "An authenticator that a clock ahead accepted is not locked out, and takes codes as copied",
    arguments: Engine.allCases)
  func authenticator(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    _ = try await auth.credentials.setUpTOTP(
      of: ada.user.id, password: AuthFixture.password, issuer: "x", from: AuthFixture.client())
    let user = ada.user.id
    let secret = try await auth.atomically { try $0.totp(of: user)?.secret ?? [] }
    auth.clock.advance(seconds: hour)
    func code() -> String { TOTP.code(secret: secret, step: TOTP.step(at: auth.clock.now())) }
    _ = try await auth.credentials.enableTOTP(of: user, in: ada.sessionID, code: code())
    auth.clock.advance(seconds: -hour)

    let (first, now) = (try await auth.challenge("ada@example.com"), code())
    let spaced = " \(now.prefix(3)) \(now.suffix(3))\n"
    _ = try await auth.signIn.login(challenge: first, code: spaced, from: AuthFixture.client())
    let second = try await auth.challenge("ada@example.com")
    await #expect(throws: WrongCode()) {
      try await auth.signIn.login(challenge: second, code: now, from: AuthFixture.client())
    }
  }
}
