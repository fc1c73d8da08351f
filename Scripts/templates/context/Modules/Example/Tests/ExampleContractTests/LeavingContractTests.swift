import Events
import Example
import ExampleTesting
import Kernel
import KernelTesting
import Ledger
import Ports
import StorageTesting
import Testing
import WorkTesting

/// What becomes of owners who delete their accounts, on every engine.
@Suite struct LeavingContractTests {
  @Test(
    "An owner stays while an item is in review or money is left, and hears of both",
    arguments: Engine.allCases)
  func objections(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user(holding: 2)
    _ = try await fixture.create("tea", for: ada)
    let refusal = await #expect(throws: DeletionRefused.self) {
      try await fixture.deletions.delete(ada)
    }
    #expect(refusal?.reasons.map(\.objection.code) == ["balance_not_empty", "item_in_review"])
    _ = try await fixture.create("milk", for: ada)
  }

  @Test("Nobody gets an item, or money, once they have left", arguments: Engine.allCases)
  func left(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user(holding: 0)
    try await fixture.deletions.delete(ada)
    await #expect(throws: UserLeaving.self) { try await fixture.create("tea", for: ada) }
    await #expect(throws: TransferRejection.accountClosed) {
      try await fixture.items.credit(ada, amount: .naira(1), by: .operatorConsole)
    }
  }

  @Test(
    "The items of a leaver are erased, slice by slice, and nobody else's",
    arguments: Engine.allCases)
  func erased(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let (ada, bola) = (try await fixture.user(), try await fixture.user())
    for number in 1...5 { _ = try await fixture.create("item \(number)", for: ada) }
    let kept = try await fixture.create("tea", for: bola)
    let event: RelayedEvent.ID = fixture.ids.make()
    for _ in 1...2 { try await fixture.items.eraseItems(of: ada, after: event) }
    let run = try #require(try await fixture.take(EraseItems.self))
    try await fixture.items.eraseItems(of: ada, in: run, slice: 2)
    #expect(try await fixture.take(EraseItems.self) == nil)
    #expect(try await fixture.items.items(of: ada, before: nil, limit: 10) == [])
    #expect(try await fixture.items.items(of: bola, before: nil, limit: 10) == [kept])
  }
}
