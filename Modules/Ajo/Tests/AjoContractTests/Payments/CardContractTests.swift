import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Payments
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What linked cards promise, on every engine.
@Suite struct CardContractTests {
  /// A deposit that was paid by a card.
  private func paid(
    by user: UserID, _ signature: String? = "SIG_1", expiring year: Int = 2030,
    in ajo: PaymentFixture
  ) async throws -> Deposit {
    let deposit = try await ajo.deposit(100, by: user)
    ajo.gateway.set(
      deposit.reference,
      ChargeStatus.succeeded(
        .paying(deposit.reference, .naira(100), signature: signature, expiring: year)))
    return deposit
  }

  private func link(
    _ deposit: Deposit, by user: UserID, in ajo: PaymentFixture
  ) async throws -> Card {
    try await ajo.services.cards.link(deposit.reference.text, of: .sandbox, by: user)
  }

  @Test(
    "The card of a charge that its user paid is linked, its token sealed, the deposit credited",
    arguments: Engine.allCases)
  func linked(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await paid(by: ada, in: ajo)
    let card = try await link(deposit, by: ada, in: ajo)
    #expect(card.brand == "visa" && card.lastFour == "4081")
    #expect(try await ajo.balance(of: ada) == .naira(100))
    let kept = try await ajo.database.first("SELECT token, token_key FROM ajo_cards") {
      (try $0[0] as [UInt8], try $0[1] as String?)
    }
    #expect(kept?.0 == Array("AUTH_\(deposit.reference)".utf8).map { ~$0 })
    #expect(kept?.1 == "mask")
    #expect(try await ajo.services.cards.cards(of: ada, before: nil, limit: 9) == [card])
    await #expect(throws: CardRefusal.alreadyLinked) { try await link(deposit, by: ada, in: ajo) }
    try await ajo.services.cards.remove(card.id, of: ada)
    await #expect(throws: CardRefusal.notFound) {
      try await ajo.services.cards.remove(card.id, of: ada)
    }
  }

  @Test(
    "Another's charge, one that was not paid and a card for once are not linked",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(), try await ajo.user("bola"))
    let deposit = try await paid(by: ada, in: ajo)
    await #expect(throws: CardRefusal.notFound) { try await link(deposit, by: bola, in: ajo) }
    let open = try await ajo.deposit(100, by: ada)
    await #expect(throws: CardRefusal.chargeNotFinished) { try await link(open, by: ada, in: ajo) }
    ajo.gateway.set(
      open.reference,
      ChargeStatus.succeeded(
        Charge(reference: open.reference, amount: .naira(100), providerReference: "x")))
    await #expect(throws: CardRefusal.notReusable) { try await link(open, by: ada, in: ajo) }
    await #expect(throws: CardRefusal.notFound) {
      try await ajo.services.cards.link("nonsense", of: .sandbox, by: ada)
    }
  }

  @Test("A card is linked once, whatever comes at once", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposits = [try await paid(by: ada, in: ajo), try await paid(by: ada, in: ajo)]
    let linked = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<6 {
        group.addTask {
          do {
            _ = try await link(deposits[number % 2], by: ada, in: ajo)
            return 1
          } catch CardRefusal.alreadyLinked {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(linked == 1)
    // Another user may have the same card.
    let bola = try await ajo.user("bola")
    _ = try await link(try await paid(by: bola, in: ajo), by: bola, in: ajo)
  }

  @Test(
    "A linked card is charged at once, with its token; a lost answer is asked for",
    arguments: Engine.allCases)
  func charged(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let first = try await paid(by: ada, in: ajo)
    let card = try await link(first, by: ada, in: ajo)
    let deposit = try await ajo.deposit(250, by: ada, card: card.id)
    #expect(deposit.state == .succeeded && deposit.authorizationURL == nil)
    #expect(ajo.gateway.chargedCards.map(\.token) == ["AUTH_\(first.reference)"])
    #expect(try await ajo.balance(of: ada) == .naira(350))

    ajo.gateway.answer(.lost)
    let lost = try await ajo.deposit(100, by: ada, card: card.id)
    #expect(lost.state == .pending)
    ajo.clock.advance(seconds: 60)
    _ = try await ajo.take(CheckDeposit.self)
    let run = try #require(try await ajo.take(CheckDeposit.self))
    ajo.gateway.setReachable(false)
    #expect(try await ajo.services.deposits.check(lost.id, in: run) != nil)
    ajo.gateway.setReachable(true)
    #expect(try await ajo.services.deposits.check(lost.id, in: run) == nil)
    #expect(try await ajo.balance(of: ada) == .naira(450))
  }

  @Test(
    "A charge that is open after a day is told to administrators, and goes on being asked for",
    arguments: Engine.allCases)
  func open(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let card = try await link(try await paid(by: ada, in: ajo), by: ada, in: ajo)
    ajo.gateway.answer(.lost)
    let lost = try await ajo.deposit(100, by: ada, card: card.id)
    ajo.gateway.set(lost.reference, ChargeStatus.pending)
    ajo.pass(hours: 24)
    while let run = try await ajo.take(ExpireDeposit.self) {
      _ = try await ajo.services.deposits.expire(lost.id, in: run)
    }
    #expect(try await ajo.services.deposits.deposit(lost.id, of: ada).state == .pending)
    #expect(try await ajo.notified(ajo.administrator).contains("ajo.deposit.open"))
    ajo.gateway.set(
      lost.reference, ChargeStatus.succeeded(.paying(lost.reference, .naira(100))))
    var isKnown = false
    while let run = try await ajo.take(CheckDeposit.self) {
      isKnown = try await ajo.services.deposits.check(lost.id, in: run) == nil || isKnown
    }
    #expect(isKnown)
    #expect(try await ajo.services.deposits.deposit(lost.id, of: ada).state == .succeeded)
  }

  @Test("An expired card, and another's, is not charged", arguments: Engine.allCases)
  func expired(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(), try await ajo.user("bola"))
    // The clock stands at the first of January 2026.
    let card = try await link(try await paid(by: ada, expiring: 2026, in: ajo), by: ada, in: ajo)
    await #expect(throws: DepositRefusal.noSuchCard) {
      try await ajo.deposit(100, by: bola, card: card.id)
    }
    ajo.pass(hours: 364 * 24)
    _ = try await ajo.deposit(100, by: ada, card: card.id)
    ajo.pass(hours: 24)
    await #expect(throws: DepositRefusal.cardExpired) {
      try await ajo.deposit(100, by: ada, card: card.id)
    }
  }
}
