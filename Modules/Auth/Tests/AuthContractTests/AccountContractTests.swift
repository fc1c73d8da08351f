import Auth
import AuthTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Signing up and in, on every engine.
@Suite struct AccountContractTests {
  @Test(
    "Twins of an address are one account, look-alikes are others", arguments: Engine.allCases)
  func twins(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("rené.k@example.com")
    for twin in ["rene\u{301}.k@example.com", "RENÉ.\u{212A}@Example.com"] {
      await #expect(throws: EmailTaken(), "\(twin)") { try await auth.register(twin) }
      _ = try await auth.login(twin)
    }
    let ada = try await auth.register("ada@example.com")
    let lookalike = try await auth.register("\u{430}da@example.com")
    #expect(lookalike.user.id != ada.user.id)
  }

  @Test("Of many at once for twins of one address one is signed up", arguments: Engine.allCases)
  func parallelRegistration(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let spellings = [
      "kéa@example.com", "ke\u{301}a@example.com", "\u{212A}éa@example.com", "KÉA@EXAMPLE.COM",
    ]
    let outcomes = await withTaskGroup(of: Result<OpenSession, any Error>.self) { group in
      for number in 0..<12 {
        group.addTask {
          do {
            return .success(try await auth.register(spellings[number % spellings.count]))
          } catch {
            return .failure(error)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { (try? $0.get()) != nil } == 1)
    for case .failure(let error) in outcomes {
      #expect(error is EmailTaken)
    }
  }

  @Test("An unknown address and a wrong password look the same", arguments: Engine.allCases)
  func wrongPassword(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com", password: "wrong password")
    }
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("nobody@example.com")
    }
    // The unknown one cost a comparison, too.
    #expect(auth.hasher.verificationCount == 2)
  }

  @Test("A hash is renewed at sign-in when the parameters have risen", arguments: Engine.allCases)
  func rehash(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    auth.hasher.raiseParameters()
    _ = try await auth.login("ada@example.com")
    let hash = try await auth.store.record(of: ada.id)?.passwordHash
    #expect(hash.map(auth.hasher.isOutdated) == false)
    _ = try await auth.login("ada@example.com")
  }

  @Test("A referral code must be somebody's", arguments: Engine.allCases)
  func referral(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    let bola = try await auth.register(
      "bola@example.com", referralCode: ada.referralCode.text.lowercased()
    ).user
    #expect(bola.referredBy == ada.id)
    await #expect(throws: UnknownReferralCode()) {
      try await auth.register("chi@example.com", referralCode: "00000000")
    }
  }

  @Test(
    "A session that ended while the password was checked deletes no account",
    arguments: Engine.allCases)
  func deletionAfterTheEnd(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let stranger = try await auth.login("ada@example.com")
    auth.hasher.interrupt {
      try await auth.signIn.endOtherSessions(of: ada.user.id, except: ada.sessionID)
    }
    await #expect(throws: SessionEnded()) {
      try await auth.accounts.deleteAccount(
        of: ada.user.id, in: stranger.sessionID, password: AuthFixture.password,
        by: AuthFixture.client())
    }
    #expect(try await auth.store.user(ada.user.id) == ada.user)
    try await auth.accounts.deleteAccount(
      of: ada.user.id, in: ada.sessionID, password: AuthFixture.password,
      by: AuthFixture.client())
  }

  @Test(
    "A deleted account leaves nothing personal and frees its address", arguments: Engine.allCases)
  func deletion(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    await #expect(throws: WrongPassword()) {
      try await auth.accounts.deleteAccount(
        of: ada.user.id, in: ada.sessionID, password: "wrong password",
        by: AuthFixture.client())
    }
    try await auth.accounts.deleteAccount(
      of: ada.user.id, in: ada.sessionID, password: AuthFixture.password,
      by: AuthFixture.client())
    #expect(auth.revocations.roles(of: auth.claims(ada)) == nil)
    #expect(try await auth.store.user(ada.user.id) == nil)
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(ada.refreshToken)
    }
    let row = try await auth.database.first("SELECT * FROM auth_users WHERE id = \(ada.user.id)")
    #expect(try row?.get("email", as: String?.self) == nil)
    #expect(try row?.get("password_hash", as: String?.self) == nil)
    #expect(try row?.get("name", as: String.self) == "Deleted user")
    let again = try await auth.register("ada@example.com")
    #expect(again.user.id != ada.user.id)
  }

  @Test("A new password ends the other sessions only", arguments: Engine.allCases)
  func passwordChange(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let here = try await auth.register("ada@example.com")
    let there = try await auth.login("ada@example.com")
    try await auth.credentials.changePassword(
      of: here.user.id, in: here.sessionID, from: AuthFixture.password, to: "a quite other one",
      by: AuthFixture.client())
    _ = try await auth.signIn.refresh(here.refreshToken)
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(there.refreshToken)
    }
    #expect(auth.revocations.roles(of: auth.claims(there)) == nil)
    #expect(auth.revocations.roles(of: auth.claims(here)) == [.user])
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com")
    }
    _ = try await auth.login("ada@example.com", password: "a quite other one")
  }

  @Test("Guessing is slowed down, and locks out nobody elsewhere", arguments: Engine.allCases)
  func throttle(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.throttle.perAccountAndAddress = 3
    settings.throttle.perAccount = 5
    let auth = try await AuthFixture(on: engine, settings: settings)
    try await auth.register("ada@example.com")
    for address in ["198.51.100.1", "198.51.100.2"] {
      for _ in 0..<3 {
        _ = try? await auth.login("ada@example.com", password: "a wrong guess", from: address)
      }
    }
    // Even the right password does not help at an address that guessed, or at a strange one.
    for (address, limit) in [("198.51.100.1", Int64(3)), ("198.51.100.9", 5)] {
      await #expect(throws: TooManyFailures(limit: limit, retryAfter: 900)) {
        try await auth.login("ada@example.com", from: address)
      }
    }
    // Where Ada signed up she still gets in.
    _ = try await auth.login("ada@example.com", from: "192.0.2.1")
    auth.clock.advance(seconds: 900)
    _ = try await auth.login("ada@example.com", from: "198.51.100.1")
  }
}
