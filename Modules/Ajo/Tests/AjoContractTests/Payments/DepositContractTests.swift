import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import Payments
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting
import Work

/// What deposits promise, on every engine.
@Suite struct DepositContractTests {
  @Test(
    "A deposit waits on the provider's page, and is credited by the webhook alone",
    arguments: Engine.allCases)
  func credited(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(1_500, by: ada)
    #expect(deposit.state == .pending)
    #expect(deposit.authorizationURL == "https://pay.example/\(deposit.reference)")
    #expect(try await ajo.balance(of: ada) == .naira(0))
    #expect(
      try await ajo.wallets.transactions(of: ada, before: nil, limit: 10).map(\.kind) == [])
    try await ajo.pay(deposit)
    let paid = try await ajo.services.deposits.deposit(deposit.id, of: ada)
    #expect(paid.state == .succeeded && paid.paid == .naira(1_500))
    #expect(try await ajo.balance(of: ada) == .naira(1_500))
    let owed = try await ajo.ledger.account(PaymentAccounts.provider(.sandbox, in: .naira))
    #expect(owed?.balance == .naira(-1_500))
    let entry = try await ajo.wallets.transactions(of: ada, before: nil, limit: 10).first
    #expect(entry?.kind == "deposit" && entry?.reference == deposit.reference.text)
    #expect(entry?.status == .completed)
    #expect(try await ajo.notified(ada) == ["ajo.deposit.succeeded"])
  }

  @Test(
    "A hundred deliveries of one event credit once, whether or not it is known that it is one",
    arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(200, by: ada)
    let delivery: Identifier<PaymentEvent> = ajo.ids.make()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<100 {
        group.addTask {
          try await ajo.tell(
            deposit.reference,
            .charge(.succeeded(.paying(deposit.reference, .naira(200)))),
            delivery: number % 2 == 0 ? delivery : nil)
        }
      }
      try await group.waitForAll()
    }
    #expect(try await ajo.balance(of: ada) == .naira(200))
    #expect(try await ajo.published("ajo.deposit.succeeded") == 1)
    #expect(try await ajo.notified(ada) == ["ajo.deposit.succeeded"])
  }

  @Test("A deposit that was declined or given up still succeeds", arguments: Engine.allCases)
  func late(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let declined = try await ajo.deposit(100, by: ada)
    try await ajo.tell(declined.reference, .charge(.failed("no money")))
    let failed = try await ajo.services.deposits.deposit(declined.id, of: ada)
    #expect(failed.state == .failed && failed.reason == "no money")
    #expect(try await ajo.published("ajo.deposit.failed") == 1)

    let forgotten = try await ajo.deposit(300, by: ada)
    ajo.pass(hours: 24)
    for deposit in [declined, forgotten] {
      let run = try #require(try await ajo.take(ExpireDeposit.self))
      #expect(try await ajo.services.deposits.expire(deposit.id, in: run) == nil)
    }
    #expect(
      try await ajo.services.deposits.deposit(forgotten.id, of: ada).state == .abandoned)
    for deposit in [declined, forgotten] { try await ajo.pay(deposit) }
    for deposit in [declined, forgotten] {
      #expect(try await ajo.services.deposits.deposit(deposit.id, of: ada).state == .succeeded)
    }
    #expect(try await ajo.balance(of: ada) == .naira(400))
    // What comes after a success changes nothing.
    try await ajo.tell(declined.reference, .charge(.failed("late")))
    #expect(try await ajo.services.deposits.deposit(declined.id, of: ada).state == .succeeded)
  }

  @Test(
    "A deposit that was paid and not heard of is found when it is given up",
    arguments: Engine.allCases)
  func lostWebhook(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(100, by: ada)
    ajo.pass(hours: 24)
    let run = try #require(try await ajo.take(ExpireDeposit.self))
    ajo.gateway.setReachable(false)
    let again = try await ajo.services.deposits.expire(deposit.id, in: run)
    #expect(again == ajo.clock.now().adding(seconds: 3_600))
    ajo.gateway.setReachable(true)
    ajo.gateway.set(
      deposit.reference, ChargeStatus.succeeded(.paying(deposit.reference, .naira(100))))
    #expect(try await ajo.services.deposits.expire(deposit.id, in: run) == nil)
    #expect(try await ajo.balance(of: ada) == .naira(100))
  }

  @Test(
    "A request that died before its answer was kept is not refused for ever under its key",
    arguments: Engine.allCases)
  func diedBetween(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    // What a provider refuses is kept under the key; that it cannot be asked is not.
    func begin() async throws -> Deposit {
      try await ajo.services.deposits.begin(
        DepositRequest(userID: ada, amount: .naira(100), provider: nil, cardID: nil),
        once: .describing(
          under: ajo.key("k", of: ada, "POST /wallet/deposit"), isFinal: { $0 is PaymentRefused }))
    }
    ajo.gateway.answer(.unreachable)
    await #expect(throws: ProviderUnavailable()) { try await begin() }
    // As it stands when the process dies after the provider has answered.
    try await ajo.database.execute(
      "UPDATE ajo_deposits SET state = 'pending', reason = NULL, ended_at = NULL")
    // The provider knows the reference.
    ajo.gateway.answer(.refused)
    await #expect(throws: ProviderUnavailable()) { try await begin() }
    ajo.gateway.answer(.done)
    let deposit = try await begin()
    #expect(deposit.state == .pending && deposit.authorizationURL != nil)
    #expect(try await ajo.count("ajo_deposits WHERE state = 'failed'") == 1)
  }

  @Test("Its user has the provider asked, whenever they want", arguments: Engine.allCases)
  func check(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let bola = try await ajo.user("bola")
    let deposit = try await ajo.deposit(100, by: ada)
    #expect(try await ajo.services.deposits.check(deposit.id, of: ada).state == .pending)
    ajo.gateway.set(
      deposit.reference, ChargeStatus.succeeded(.paying(deposit.reference, .naira(100))))
    await #expect(throws: DepositRefusal.notFound) {
      try await ajo.services.deposits.check(deposit.id, of: bola)
    }
    #expect(try await ajo.services.deposits.check(deposit.id, of: ada).state == .succeeded)
    ajo.gateway.setReachable(false)
    let other = try await ajo.deposit(100, by: ada)
    await #expect(throws: ProviderUnavailable()) {
      try await ajo.services.deposits.check(other.id, of: ada)
    }
  }

  @Test(
    "What one request begins is one deposit, also when its answer was lost",
    arguments: Engine.allCases)
  func repeated(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let found = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<10 {
        group.addTask {
          do {
            return "\(try await ajo.deposit(100, by: ada, under: "k").id)"
          } catch Replay.answer(let answer) {
            return answer.text
          }
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(found.count <= 2)
    #expect(try await ajo.count("ajo_deposits") == 1)
    _ = try await ajo.deposit(100, by: ada, under: "l")
    #expect(try await ajo.count("ajo_deposits") == 2)
  }

  @Test(
    "A provider that cannot be reached, or refuses, leaves a failed deposit and says so",
    arguments: Engine.allCases)
  func unreachable(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    for answer in [ScriptedGateway.Answer.unreachable, .lost] {
      ajo.gateway.answer(answer)
      await #expect(throws: ProviderUnavailable()) { try await ajo.deposit(100, by: ada) }
    }
    ajo.gateway.answer(.refused)
    await #expect(throws: PaymentRefused("refused")) { try await ajo.deposit(100, by: ada) }
    #expect(try await ajo.count("ajo_deposits WHERE state = 'failed'") == 3)
  }

  @Test("News that come before their deposit are asked for again", arguments: Engine.allCases)
  func early(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let reference = PaymentReference(of: "ajo", ajo.ids.make(Deposit.self))
    let news = PaymentEvent.Outcome.charge(.succeeded(.paying(reference, .naira(100))))
    await #expect(throws: UnknownPayment.self) { try await ajo.tell(reference, news) }
    // In the end a person looks.
    try await ajo.tell(reference, news, isLast: true)
    let found = try await ajo.store.differences(isOpen: true, before: nil, limit: 10)
    #expect(found.map(\.kind) == [.missingHere])
    #expect(found.first?.reference == reference.text && found.first?.theirs == .naira(100))
    #expect(try await ajo.notified(ajo.administrator) == ["ajo.payment.difference"])
  }
}
