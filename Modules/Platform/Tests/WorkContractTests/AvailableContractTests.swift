import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// Units of work that decide by what there is, on every engine.
@Suite struct AvailableContractTests {
  @Test(
    "Of units that take all there is at once, one finds it and the others nothing",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let ledger = fixture.ledger
    let payer = ledger.wallet(try await ledger.user(holding: .naira(100)))
    let payee = ledger.wallet(ledger.ids.make())
    let taken = try await withThrowingTaskGroup(of: Int64.self) { group in
      for _ in 0..<10 {
        group.addTask {
          try await fixture.work.transaction { work in
            let found = try work.available(in: [payer, payee])[payer]?.minorUnits ?? 0
            if found > 0 {
              try work.post([
                TransferOrder(
                  id: ledger.ids.make(), debit: .opening(payer), credit: .opening(payee),
                  amount: Money(minorUnits: found, unit: .naira), kind: "all")
              ])
            }
            return found
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(taken == 10_000)
  }

  @Test(
    "What is held is not there to be spent, and what does not exist is opened",
    arguments: Engine.allCases)
  func held(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let ledger = fixture.ledger
    let payer = ledger.wallet(try await ledger.user(holding: .naira(100)))
    let payee = ledger.wallet(ledger.ids.make())
    _ = try await ledger.ledger.post(
      Posting(
        TransferOrder(
          id: ledger.ids.make(), step: .hold(until: nil), debit: .opening(payer),
          credit: .opening(ledger.house()), amount: .naira(30), kind: "hold"))
    ).result.get()
    let found = try await fixture.work.transaction { try $0.available(in: [payer, payee]) }
    #expect(found == [payer: .naira(70), payee: .naira(0)])
    #expect(try await ledger.ledger.account(payee) != nil)
  }

  @Test(
    "Orders name no account that was not locked, and accounts are locked once",
    arguments: Engine.allCases)
  func order(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let ledger = fixture.ledger
    let payer = ledger.wallet(try await ledger.user(holding: .naira(100)))
    let payee = ledger.wallet(ledger.ids.make())
    let order = TransferOrder(
      id: ledger.ids.make(), debit: .opening(payer), credit: .opening(payee),
      amount: .naira(1), kind: "one")
    await #expect(throws: AccountNotLocked(terms: payee)) {
      try await fixture.work.transaction { work in
        _ = try work.available(in: [payer])
        try work.post([order])
      }
    }
    await #expect(throws: PostedTwice()) {
      try await fixture.work.transaction { work in
        try work.post([order])
        _ = try work.available(in: [payer, payee])
      }
    }
    await #expect(throws: PostedTwice()) {
      try await fixture.work.transaction { work in
        for _ in 1...2 { _ = try work.available(in: [payer]) }
      }
    }
  }
}
