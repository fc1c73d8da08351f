import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import StorageTesting
import Testing

/// Linked orders, on every engine.
@Suite struct GroupContractTests {
  @Test("A group is carried out whole, its holds too", arguments: Engine.allCases)
  func whole(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let (bola, chidi) = (fixture.ids.make() as UserID, fixture.ids.make() as UserID)
    let hold = fixture.order(.naira(400), from: bola, to: chidi, step: .hold(until: nil))
    let group = [
      hold, fixture.end(.settle(of: hold.id, amount: .naira(300))),
      fixture.order(.naira(300), from: chidi, to: ada),
    ]
    let posting = Posting(fixture.order(.naira(450), from: ada, to: bola), linked: group)
    let outcome = try await fixture.ledger.post(posting)
    _ = try outcome.result.get()
    let made = try outcome.linked.map { try $0.get() }
    #expect(made.map(\.id) == group.map(\.id) && !outcome.isReplay)
    #expect(try await fixture.totals(ada) == [350_00, 0, 0])
    #expect(try await fixture.totals(bola) == [150_00, 0, 0])
    let again = try await fixture.ledger.post(posting)
    #expect(again.result == outcome.result && again.linked == outcome.linked && again.isReplay)
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Of a refused group nothing is done, one order says why, and it stays so",
    arguments: Engine.allCases)
  func none(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let (bola, chidi) = (fixture.ids.make() as UserID, fixture.ids.make() as UserID)
    let posting = Posting(
      fixture.order(.naira(100), from: ada, to: bola),
      linked: [
        fixture.order(.naira(101), from: bola, to: chidi),
        fixture.order(.naira(1), from: ada, to: chidi),
      ])
    for round in 0..<2 {
      let outcome = try await fixture.ledger.post(posting)
      #expect(outcome.result == .failure(.linkedFailure))
      #expect(outcome.linked == [.failure(.exceedsBalance), .failure(.linkedFailure)])
      #expect(try await fixture.totals(ada) == [500_00 - Int64(round) * 200_00, 0, 0])
      let rich = fixture.order(.naira(200), from: ada, to: bola)
      _ = try await fixture.ledger.post(Posting(rich)).result.get()
    }
    let alone = try await fixture.ledger.post(Posting(posting.order))
    #expect(alone.result == .failure(.linkedFailure))
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Groups and lone orders at once leave the sum as it was, and every group is all or none",
    arguments: Engine.allCases)
  func atOnce(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let second = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids, units: fixture.units)
    var users: [UserID] = []
    for _ in 0..<6 { users.append(try await fixture.user(holding: .naira(100))) }
    let everyone = users
    let outcomes = try await fixture.attempt(times: 200) { number in
      func payer(_ step: Int) -> UserID { everyone[(number + step) % 6] }
      let ledger = number.isMultiple(of: 2) ? fixture.ledger : second
      let hold = fixture.order(
        .naira(30), from: payer(0), to: payer(1), step: .hold(until: nil))
      let linked: [TransferOrder] = [
        fixture.end(.settle(of: hold.id, amount: .naira(Int64(1 + number % 30)))),
        fixture.order(.naira(20), from: payer(2), to: payer(4)),
      ]
      return try await ledger.post(
        Posting(hold, linked: number.isMultiple(of: 3) ? [] : linked))
    }
    for outcome in outcomes {
      let isDone = (try? outcome.result.get()) != nil
      for other in outcome.linked { #expect(((try? other.get()) != nil) == isDone) }
    }
    var sum: Int64 = 0
    for user in users {
      let totals = try await fixture.totals(user)
      #expect(totals[0] >= totals[1])
      sum += totals[0]
    }
    #expect(sum == 600_00)
    #expect(try fixture.findings() == [])
  }
}
