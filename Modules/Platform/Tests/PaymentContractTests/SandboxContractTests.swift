import Kernel
import KernelTesting
import LedgerTesting
import PaymentProviders
import Payments
import Storage
import StorageTesting
import Synchronization
import Testing
import WorkTesting

/// What the sandbox promises, on every engine.
@Suite struct SandboxContractTests {
  @Test(
    "A charge that is approved is paid at once, and its webhook comes late",
    arguments: Engine.allCases)
  func approve(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    let page = try await till.gateway.initialise(till.charge())
    #expect(page.url == "http://a.example/sandbox/pay/\(till.reference(1))")
    #expect(try await till.gateway.verifyCharge(till.reference(1)) == .pending)
    _ = try await till.sandbox.decide("\(till.reference(1))", .succeeded)
    guard case .succeeded(let charge) = try await till.gateway.verifyCharge(till.reference(1))
    else {
      Issue.record("it is not paid")
      return
    }
    #expect(charge.amount == .naira(1_000) && charge.card?.lastFour == "4081")
    #expect(try await till.fixture.count("platform_payment_webhooks") == 0)
    try await till.run()
    let received = try await till.received()
    #expect(received.map(\.state) == [.applied] && received.map(\.verdict) == [.verified])
    #expect(till.told.news.withLock { $0.map(\.outcome) } == [.charge(.succeeded(charge))])
    #expect(try await till.fixture.count("test_tickets") == 1)
  }

  @Test("What was decided stays, also for another server", arguments: Engine.allCases)
  func decided(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    _ = try await till.gateway.initialise(till.charge())
    _ = try await till.sandbox.decide("\(till.reference(1))", .failed)
    let other = try Till(till.fixture)
    #expect(try await other.gateway.verifyCharge(till.reference(1)) == .failed("Declined"))
    _ = try await other.sandbox.decide("\(till.reference(1))", .failed)
    await #expect(throws: SandboxRefusal.alreadyDecided) {
      try await other.sandbox.decide("\(till.reference(1))", .succeeded)
    }
    await #expect(throws: SandboxRefusal.notFound) {
      try await other.sandbox.decide("\(till.reference(2))", .succeeded)
    }
    try await till.run()
    #expect(try await till.fixture.count("platform_payment_webhooks") == 1)
  }

  @Test(
    "A payer who left may come back, and no webhook tells of leaving", arguments: Engine.allCases)
  func abandoned(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    _ = try await till.gateway.initialise(till.charge())
    _ = try await till.sandbox.decide("\(till.reference(1))", .abandoned)
    #expect(try await till.gateway.verifyCharge(till.reference(1)) == .abandoned)
    _ = try await till.sandbox.decide("\(till.reference(1))", .succeeded)
    try await till.run()
    #expect(try await till.received().map(\.type) == ["charge.success"])
  }

  @Test(
    "Of twenty decisions at once one counts, and one webhook tells of it",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    _ = try await till.gateway.initialise(till.charge())
    await withTaskGroup { group in
      for number in 0..<20 {
        group.addTask {
          _ = try? await till.sandbox.decide(
            "\(till.reference(1))", number % 2 == 0 ? .succeeded : .failed)
        }
      }
    }
    try await till.run()
    #expect(try await till.received().map(\.deliveries) == [1])
  }

  @Test(
    "Amounts that end in .13 fail, in .17 are told of twice, in .19 never end",
    arguments: Engine.allCases)
  func omens(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    for (number, kobo) in [(1, 100_013), (2, 100_017), (3, 100_019)] as [(Int, Int64)] {
      _ = try await till.gateway.initialise(till.charge(number, kobo: kobo))
      _ = try await till.sandbox.decide("\(till.reference(number))", .succeeded)
    }
    try await till.run()
    #expect(try await till.gateway.verifyCharge(till.reference(1)) == .failed("Declined"))
    #expect(try await till.gateway.verifyCharge(till.reference(3)) == .pending)
    // They are of two charges, of which either may be told first.
    let received = try await till.received().sorted { $0.deliveries < $1.deliveries }
    #expect(received.map(\.type) == ["charge.failed", "charge.success"])
    #expect(received.map(\.deliveries) == [1, 2])
    #expect(till.told.news.withLock { $0.count } == 2)
  }

  @Test("A payout is settled late, once under one reference", arguments: Engine.allCases)
  func payout(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    for _ in 1...2 { #expect(try await till.gateway.transferOut(till.payout()) == .pending) }
    #expect(try await till.gateway.transferOut(till.payout(2, kobo: 100_013)) == .pending)
    #expect(try await till.gateway.transferOut(till.payout(3, kobo: 100_019)) == .pending)
    try await till.run()
    till.fixture.ledger.clock.advance(seconds: 10)
    guard case .paid(let paid) = try await till.gateway.verifyPayout(till.reference(1)) else {
      Issue.record("it is not paid")
      return
    }
    #expect(paid.amount == .naira(1_000))
    #expect(try await till.gateway.verifyPayout(till.reference(2)) == .failed("Declined"))
    #expect(try await till.gateway.verifyPayout(till.reference(3)) == .pending)
    #expect(try await till.gateway.verifyPayout(till.reference(4)) == .unknown)
    let types = Set(try await till.received().compactMap(\.type))
    #expect(types == ["transfer.success", "transfer.failed"])
  }

  @Test(
    "A saved card is charged without a page, and another's token is refused",
    arguments: Engine.allCases)
  func card(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    _ = try await till.gateway.initialise(till.charge())
    _ = try await till.sandbox.decide("\(till.reference(1))", .succeeded)
    guard case .succeeded(let charge) = try await till.gateway.verifyCharge(till.reference(1)),
      let card = charge.card
    else {
      Issue.record("there is no card")
      return
    }
    guard case .succeeded = try await till.gateway.charge(card, till.charge(2)) else {
      Issue.record("it is not charged")
      return
    }
    let stolen = CardAuthorization(
      token: card.token, signature: nil, brand: "visa", lastFour: "4081", expiryMonth: 12,
      expiryYear: 2_030, email: "eve@example.com")
    await #expect(throws: GatewayError.self) {
      try await till.gateway.charge(stolen, till.charge(3))
    }
  }

  @Test(
    "Accounts are whose they are claimed to be, nobody's, another's, or as told",
    arguments: Engine.allCases)
  func accounts(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    func name(_ number: String, _ bank: String = "058") async throws -> String? {
      try await till.gateway.resolve(
        BankAccount(bankCode: bank, number: number), claimedBy: "Ada Obi")?.text
    }
    #expect(try await name("0123456781") == "Ada Obi")
    #expect(try await name("0123456780") == nil)
    #expect(try await name("0123456789") == "NGOZI SOMEBODY ELSE")
    #expect(try await name("0123456781", "999") == nil)
    #expect(try await name("12345") == nil)
    try await till.sandbox.setHolder(
      of: BankAccount(bankCode: "058", number: "0123456780"), to: "Bola")
    #expect(try await name("0123456780") == "Bola")
    #expect(try await till.gateway.banks(for: .naira).count >= 10)
  }

  @Test("A day's settlements are those that were settled on it", arguments: Engine.allCases)
  func settlements(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    _ = try await till.gateway.initialise(till.charge())
    _ = try await till.sandbox.decide("\(till.reference(1))", .succeeded)
    _ = try await till.gateway.transferOut(till.payout(2))
    _ = try await till.gateway.transferOut(till.payout(3, kobo: 13))
    let day = TimeZoneRules.utc.date(at: till.fixture.ledger.clock.now())
    let found = try await till.gateway.settlements(on: day, in: .utc)
    #expect(found.map(\.kind) == [.charge, .payout])
    #expect(found.map(\.reference) == [till.reference(1), till.reference(2)])
    #expect(try await till.gateway.settlements(on: day.adding(days: 1), in: .utc).isEmpty)
  }

  @Test(
    "A refund is for a charge that was paid, and told under the charge", arguments: Engine.allCases)
  func refund(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    let request = RefundRequest(
      reference: till.reference(2), charge: till.reference(1), providerReference: "x",
      amount: .naira(400), reason: "r")
    await #expect(throws: GatewayError.self) { try await till.gateway.refund(request) }
    _ = try await till.gateway.initialise(till.charge())
    _ = try await till.sandbox.decide("\(till.reference(1))", .succeeded)
    #expect(try await till.gateway.refund(request) == .pending)
    try await till.run()
    till.fixture.ledger.clock.advance(seconds: 10)
    #expect(try await till.gateway.verifyRefund(request) == .succeeded)
    let refunds = till.told.news.withLock { $0.filter { $0.outcome == .refund(.succeeded) } }
    #expect(refunds.map(\.reference) == [till.reference(1)])
  }
}
