import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing

/// Transaction PINs, on every engine.
@Suite struct PinContractTests {
  private let naira = Money.naira(250)

  private func ada(_ engine: Engine) async throws -> (AuthFixture, OpenSession) {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.setPin("1234", of: ada)
    return (auth, ada)
  }

  @Test(
    "Both sides of a payment are told at once: who has a PIN, and who may be paid",
    arguments: Engine.allCases)
  func parties(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    let bola = try await auth.register("bola@example.com").user.id
    let directory = StoredUserDirectory(store: auth.store)
    func parties(_ payer: UserID, _ payee: PayeeName) async throws -> PaymentParties {
      try await directory.parties(payer: payer, payee: payee)
    }
    func payee(_ id: UserID, isActive: Bool = true) -> PaymentParties.Payee {
      PaymentParties.Payee(id: id, isActive: isActive)
    }
    let byEmail = PayeeName.email(try #require(EmailAddress("Bola@Example.com")))
    let first = try await parties(ada.user.id, .id(bola))
    #expect(first == PaymentParties(payee: payee(bola), payerHasPin: true))
    #expect(try await parties(ada.user.id, byEmail) == first)
    let back = try await parties(bola, .id(ada.user.id))
    #expect(back == PaymentParties(payee: payee(ada.user.id), payerHasPin: false))
    let nobody = try await parties(ada.user.id, .id(UserID(rawValue: 1)))
    #expect(nobody == PaymentParties(payee: nil, payerHasPin: true))

    _ = try await auth.accounts.block(bola, reason: nil, by: .operatorConsole)
    #expect(try await parties(ada.user.id, .id(bola)).payee == payee(bola, isActive: false))
    #expect(try await parties(ada.user.id, byEmail).payee == payee(bola, isActive: false))
    try await auth.accounts.delete(bola, by: .operatorConsole)
    #expect(try await parties(ada.user.id, .id(bola)).payee == nil)
    #expect(try await parties(ada.user.id, byEmail).payee == nil)
  }

  @Test(
    "Many users are looked up at once; those who left are not found", arguments: Engine.allCases)
  func manyUsers(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    var ids: [UserID] = []
    for name in ["ada", "bola", "chidi"] {
      ids.append(try await auth.register("\(name)@example.com").user.id)
    }
    let directory = StoredUserDirectory(store: auth.store)
    _ = try await auth.accounts.block(ids[1], reason: nil, by: .operatorConsole)
    try await auth.accounts.delete(ids[2], by: .operatorConsole)
    let asked = [ids[0], UserID(rawValue: 1)] + ids
    let found = try await directory.users(asked).sorted { $0.id < $1.id }
    #expect(found.map(\.id) == ids.prefix(2).sorted())
    #expect(found.map(\.isActive) == [true, false])
    #expect(try await directory.users([]).isEmpty)
    for user in found { #expect(try await directory.user(user.id) == user) }
  }

  @Test("Of many who pay at once each is told of their own payment", arguments: Engine.allCases)
  func manyParties(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    let bola = try await auth.register("bola@example.com").user.id
    let chidi = try await auth.register("chidi@example.com").user.id
    _ = try await auth.accounts.block(chidi, reason: nil, by: .operatorConsole)
    let users = [ada.user.id, bola, chidi, UserID(rawValue: 1)]

    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        let (payer, payee) = (users[number % 4], users[number / 4 % 4])
        group.addTask {
          let parties = try await auth.store.parties(payer: payer, payee: .id(payee))
          #expect(parties.payerHasPin == (payer == users[0]))
          #expect(parties.payee?.id == (payee == users[3] ? nil : payee))
          #expect(parties.payee?.isActive != (payee == chidi))
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(
    "Who gives up asking about a payment leaves the others their answers",
    arguments: Engine.allCases)
  func givenUp(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    let bola = try await auth.register("bola@example.com").user.id
    // The second is the first who waits, and so the one who asks for the others.
    let callers = (0..<50).map { number in
      Task.immediate {
        if number % 3 == 1 { withUnsafeCurrentTask { $0?.cancel() } }
        return try await auth.store.parties(payer: ada.user.id, payee: .id(bola)).payee?.id
      }
    }
    for (number, caller) in callers.enumerated() where number % 3 != 1 {
      #expect(try await caller.value == bola)
    }
  }

  @Test(
    "Of many wrong PINs at once five are counted and the rest find it locked",
    arguments: Engine.allCases)
  func parallelGuesses(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    let outcomes = await withTaskGroup(of: PinRefusal?.self) { group in
      for number in 0..<12 {
        group.addTask {
          do {
            _ = try await auth.credentials.verifyPin(
              "90\(number + 10)", of: ada.user.id, action: nil, amount: nil)
            return nil
          } catch {
            return error as? PinRefusal
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 == .wrong } == 4)
    #expect(outcomes.count { $0 == .locked(retryAfter: 900) } == 8)
    // The right one does not open it before its time, then it does.
    auth.clock.advance(seconds: 899)
    await #expect(throws: PinRefusal.locked(retryAfter: 1)) {
      try await auth.token("1234", ada)
    }
    auth.clock.advance(seconds: 1)
    _ = try await auth.token("1234", ada)
  }

  @Test("Wrong old PINs count like others, and a right one begins anew", arguments: Engine.allCases)
  func oldPins(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    for _ in 0..<2 {
      for _ in 0..<4 {
        await #expect(throws: PinRefusal.wrong) {
          try await auth.setPin("5555", of: ada, provenBy: .oldPin("9999"))
        }
      }
      _ = try await auth.token("1234", ada)
    }
    try await auth.setPin("567890", of: ada, provenBy: .oldPin("1234"))
    await #expect(throws: PinRefusal.wrong) { try await auth.token("1234", ada) }
    _ = try await auth.token("567890", ada)
  }

  @Test(
    "A token fits its user, action and amount only, and for five minutes",
    arguments: Engine.allCases)
  func binding(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    let eve = try await auth.register("eve@example.com")
    let token = try await auth.credentials.verifyPin(
      "1234", of: ada.user.id, action: .transfer, amount: naira)
    func claim(
      _ user: OpenSession, _ action: PinAction = .transfer, _ amount: Money? = nil
    ) async throws -> PinClaim? {
      try await auth.pins.claim(
        token,
        for: PinUse(
          userID: user.user.id, action: action, amount: amount ?? naira, request: nil))
    }
    #expect(try await claim(eve) == nil)
    #expect(try await claim(ada, .withdraw) == nil)
    #expect(try await claim(ada, .transfer, .naira(251)) == nil)
    #expect(
      try await claim(ada, .transfer, Money(minorUnits: 25_000, unit: .dollars)) == nil)
    let claimed = try #require(try await claim(ada))
    #expect(try await claim(ada) == nil)
    try await auth.pins.release(claimed)
    auth.clock.advance(seconds: 300)
    #expect(try await claim(ada) == nil)
  }

  @Test(
    "A token is one request's and its retries', and nobody gives back another's",
    arguments: Engine.allCases)
  func claims(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    let token = try await auth.token("1234", ada)
    func claim(_ request: String?) async throws -> PinClaim? {
      try await auth.pins.claim(
        token,
        for: PinUse(
          userID: ada.user.id, action: .withdraw, amount: .naira(3), request: request))
    }
    let first = try #require(try await claim("POST /x key"))
    #expect(try await claim("POST /x key") == first)
    #expect(try await claim("POST /x other") == nil)
    #expect(try await claim(nil) == nil)
    try await auth.pins.release(PinClaim(token: first.token, claimant: first.token))
    #expect(try await claim(nil) == nil)
    try await auth.pins.release(first)
    #expect(try await claim(nil) != nil)
  }

  @Test(
    "Another PIN ends the tokens, and a forgotten one the other sessions",
    arguments: Engine.allCases)
  func reset(on engine: Engine) async throws {
    let (auth, ada) = try await ada(engine)
    let other = try await auth.login("ada@example.com")
    let token = try await auth.token("1234", ada)
    try await auth.setPin("4321", of: ada)
    let use = PinUse(
      userID: ada.user.id, action: .transfer, amount: naira, request: nil)
    #expect(try await auth.pins.claim(token, for: use) == nil)
    #expect(auth.revocations.roles(of: auth.claims(other)) == nil)
    #expect(auth.revocations.roles(of: auth.claims(ada)) != nil)
    await #expect(throws: WrongPassword()) {
      try await auth.setPin("1111", of: ada, provenBy: .password("not the one"))
    }
  }

  @Test("Nobody has a PIN before they set one, nor once they are gone", arguments: Engine.allCases)
  func absence(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    #expect(try await !auth.pins.hasPin(ada.user.id))
    await #expect(throws: PinRefusal.notSet) { try await auth.token("1234", ada) }
    await #expect(throws: PinRefusal.notSet) {
      try await auth.setPin("1234", of: ada, provenBy: .oldPin("0000"))
    }
    try await auth.setPin("1234", of: ada)
    #expect(try await auth.pins.hasPin(ada.user.id))
    try await auth.accounts.delete(ada.user.id, by: .operatorConsole)
    #expect(try await !auth.pins.hasPin(ada.user.id))
  }
}

extension AuthFixture {
  func setPin(
    _ pin: String, of user: OpenSession, provenBy proof: PinProof = .password(AuthFixture.password)
  ) async throws {
    try await credentials.setPin(
      pin, of: user.user.id, in: user.sessionID, provenBy: proof, from: Self.client())
  }

  func token(_ pin: String, _ user: OpenSession) async throws -> String {
    try await credentials.verifyPin(pin, of: user.user.id, action: nil, amount: nil)
  }
}
