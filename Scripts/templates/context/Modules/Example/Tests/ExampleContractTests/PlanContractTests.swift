import Example
import ExampleTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import Work

/// What statements cost does not depend on how many items there are, on every engine.
@Suite struct PlanContractTests {
  @Test("Every statement on items uses an index", arguments: Engine.allCases)
  func indexes(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await ExampleFixture(on: engine).database)
    let fixture = ExampleFixture(over: watched)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    _ = try await fixture.items.rename(item.id, to: "coffee", of: ada, by: .operatorConsole)
    for before in [nil, item.id] {
      _ = try await fixture.items.items(of: ada, before: before, limit: 10)
    }
    _ = try await fixture.items.titles(of: item.id, of: ada, before: nil, limit: 10)
    try await fixture.items.review(
      item.id, in: try #require(try await fixture.take(ReviewItem.self)))
    try await fixture.store.atomically(.unkeyed) { try $0.work.enqueue(RemindOwners()) }
    try await fixture.items.remind(
      ofItemsOlderThan: .zero, in: try #require(try await fixture.take(RemindOwners.self)))

    let own = watched.takeStatements().filter { "\($0)".contains("example_") }
    let plans = try watched.plans(of: own, isServing: true)
    #expect(plans.count >= 10)
    for plan in plans { #expect(plan.faults.isEmpty, "\(plan.faults) of \(plan)") }
  }
}
