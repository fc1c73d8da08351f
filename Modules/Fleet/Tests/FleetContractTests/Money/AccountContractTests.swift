import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import Testing

/// Accounts and top-ups, on every engine.
@Suite struct AccountContractTests {
  @Test("An account is opened once by the consumer's side", arguments: Engine.allCases)
  func opening(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    func open(_ caller: FleetCaller) async throws -> AccountService.Opened {
      try await fleet.accounts.open(at: scene.supplier.id, for: scene.consumer.id, by: caller)
    }
    await #expect(throws: AccessRefusal.notFound) {
      try await open(scene.caller(.owner, of: .supplier))
    }
    await #expect(throws: AccessRefusal.forbidden) {
      try await open(scene.caller(.operator, of: .consumer))
    }
    let first = try await open(scene.caller(.manager, of: .consumer))
    let second = try await open(scene.caller(.owner, of: .consumer))
    #expect(first.isNew && !second.isNew && first.view == second.view)
    await #expect(throws: AccessRefusal.forbidden) {
      try await open(scene.caller(.owner, of: .supplier))
    }
    await #expect(throws: AccountRefusal.wrongType(field: "supplier_company_id")) {
      try await fleet.accounts.open(
        at: scene.consumer.id, for: scene.supplier.id, by: scene.caller(.owner, of: .consumer))
    }
  }

  @Test("Payment, credit and settlement move what they say", arguments: Engine.allCases)
  func kinds(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene)
    let paid = try await fleet.topUp(account, .dinars(centimes: 500), of: scene)
    #expect(paid.balanceAfter == .dinars(centimes: 500))
    let lent = try await fleet.topUp(account, .dinars(centimes: 300), as: .credit, of: scene)
    #expect(lent.balanceAfter == .dinars(centimes: 800))
    await #expect(throws: AccountRefusal.exceedsOwed(owed: .dinars(centimes: 300))) {
      try await fleet.topUp(account, .dinars(centimes: 301), as: .settlement, of: scene)
    }
    let settled = try await fleet.topUp(
      account, .dinars(centimes: 100), as: .settlement, of: scene)
    #expect(settled.balanceAfter == .dinars(centimes: 800))
    try await fleet.topUp(account, .liters(hundredths: 70), of: scene)
    let view = try await fleet.view(account, of: scene)
    #expect(view.money.available.minorUnits == 800 && view.money.owed.minorUnits == 200)
    #expect(view.liters.balance == .liters(hundredths: 70))
    #expect(try await fleet.count("platform_audit WHERE action = 'fleet.account.top_up'") == 4)
  }

  @Test(
    "An account holds and owes no more than can be counted, and its company's sums can be read",
    arguments: Engine.allCases)
  func largest(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene)
    let most = Money.largestTransfer
    for kind in [TopUp.Kind.payment, .credit] {
      await #expect(throws: AccountRefusal.balanceTooLarge) {
        try await fleet.topUp(account, .dinars(centimes: 1), of: scene)
        try await fleet.topUp(account, .dinars(centimes: most), as: kind, of: scene)
      }
    }
    try await fleet.topUp(account, .dinars(centimes: most - 2), of: scene)
    try await fleet.topUp(account, .liters(hundredths: most), of: scene)
    await #expect(throws: AccountRefusal.balanceTooLarge) {
      try await fleet.topUp(account, .liters(hundredths: 1), as: .credit, of: scene)
    }
    let view = try await fleet.view(account, of: scene)
    #expect(view.money.balance == .dinars(centimes: most) && view.money.owed.minorUnits == 0)
    #expect(view.liters.balance == .liters(hundredths: most))
  }

  @Test("A top-up is taken back once, as far as it is not spent", arguments: Engine.allCases)
  func reversing(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene)
    let manager = scene.caller(.manager, of: .supplier)
    let payment = try await fleet.topUp(account, .dinars(centimes: 150_000), of: scene)
    try await fleet.request(scene)
    await #expect(throws: AccountRefusal.insufficientFunds(available: .dinars(centimes: 50_000))) {
      try await fleet.topUps.reverse(payment.id, of: account.id, because: "error", by: manager)
    }
    let credit = try await fleet.topUp(account, .dinars(centimes: 100), as: .credit, of: scene)
    let back = try await fleet.topUps.reverse(
      credit.id, of: account.id, because: "error", by: manager)
    #expect(back.reversedAt != nil)
    await #expect(throws: AccountRefusal.alreadyReversed) {
      try await fleet.topUps.reverse(credit.id, of: account.id, because: "error", by: manager)
    }
    let view = try await fleet.view(account, of: scene)
    #expect(view.money.balance.minorUnits == 150_000 && view.money.owed.minorUnits == 0)
  }

  @Test("Two top-ups at once with one reference are one", arguments: Engine.allCases)
  func references(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene)
    for round in 0..<10 {
      let results = await both {
        try await fleet.topUp(account, .dinars(centimes: 100), reference: "R-\(round)", of: scene)
      }
      #expect(results.compactMap { try? $0.get() }.count == 1)
      for case .failure(let error) in results {
        #expect(error as? AccountRefusal == .referenceUsed)
      }
    }
    #expect(try await fleet.view(account, of: scene).money.balance.minorUnits == 1_000)
    let reversed = try await fleet.topUp(
      account, .dinars(centimes: 1), reference: "again", of: scene)
    _ = try await fleet.topUps.reverse(
      reversed.id, of: account.id, because: "typo", by: scene.caller(.owner, of: .supplier))
    try await fleet.topUp(account, .dinars(centimes: 2), reference: "again", of: scene)
  }

  @Test("Suspending is the supplier's, the mark the consumer's", arguments: Engine.allCases)
  func changing(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene)
    let change = AccountService.Change(isActive: false)
    await #expect(throws: AccessRefusal.forbidden) {
      try await fleet.accounts.change(
        account.id, change, by: scene.caller(.owner, of: .consumer))
    }
    let suspended = try await fleet.accounts.change(
      account.id, change, by: scene.caller(.manager, of: .supplier))
    #expect(!suspended.account.isActive && suspended.account.version == 2)
    await #expect(throws: TransactionRefusal.accountSuspended) { try await fleet.request(scene) }
    await #expect(throws: AccessRefusal.notFound) {
      try await fleet.accounts.account(account.id, for: scene.driverCaller)
    }
  }

  @Test("A balance that falls below its mark is told of once a fall", arguments: Engine.allCases)
  func low(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 3_500)
    _ = try await fleet.accounts.change(
      account.id, .init(lowBalance: .dinars(centimes: 200_000)),
      by: scene.caller(.owner, of: .consumer))
    func told() async throws -> Int {
      try await fleet.count("platform_outbox WHERE type = 'fleet.account.low_balance'")
    }
    try await fleet.request(scene)
    #expect(try await told() == 0)
    try await fleet.request(scene)
    #expect(try await told() == 1)
    try await fleet.request(scene)
    #expect(try await told() == 1)
    try await fleet.topUp(account, .dinars(centimes: 200_000), of: scene)
    try await fleet.request(scene)
    #expect(try await told() == 2)
  }
}

/// Does something twice at once.
func both<Value: Sendable>(
  _ act: @escaping @Sendable () async throws -> Value
) async -> [Result<Value, any Error>] {
  await atOnce([act, act])
}

/// Does several things at once.
func atOnce<Value: Sendable>(
  _ acts: [@Sendable () async throws -> Value]
) async -> [Result<Value, any Error>] {
  await withTaskGroup(of: Result<Value, any Error>.self) { group in
    for act in acts {
      group.addTask {
        do { return .success(try await act()) } catch { return .failure(error) }
      }
    }
    return await group.reduce(into: []) { $0.append($1) }
  }
}
