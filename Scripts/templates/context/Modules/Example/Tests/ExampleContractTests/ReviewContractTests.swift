import Events
import Example
import ExampleTesting
import Kernel
import KernelTesting
import StorageTesting
import Testing
import Work

/// What happens to items after they were committed, on every engine.
@Suite struct ReviewContractTests {
  @Test("An item is reviewed and its owner told once, with the job", arguments: Engine.allCases)
  func review(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    let run = try #require(try await fixture.take(ReviewItem.self))
    try await fixture.items.review(item.id, in: run)
    #expect(try await fixture.items.item(item.id, of: ada).reviewedAt == fixture.clock.now())
    #expect(try await fixture.take(ReviewItem.self) == nil)
    // Another worker took the job for a dead one's.
    await #expect(throws: JobTaken.self) { try await fixture.items.review(item.id, in: run) }
    #expect(try await fixture.notified(ada) == ["example.item.reviewed"])
  }

  @Test(
    "A renamed item is reviewed again, once however often the event comes",
    arguments: Engine.allCases)
  func rename(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    let first = try #require(try await fixture.take(ReviewItem.self))
    try await fixture.items.review(item.id, in: first)
    let event: RelayedEvent.ID = fixture.ids.make()
    try await fixture.items.reviewAgain(item.id, after: event)
    let second = try #require(try await fixture.take(ReviewItem.self))
    try await fixture.items.review(item.id, in: second)
    try await fixture.items.reviewAgain(item.id, after: event)
    #expect(try await fixture.take(ReviewItem.self) == nil)
    #expect(try await fixture.items.item(item.id, of: ada).reviewedAt != nil)
  }

  @Test(
    "Owners are reminded of all items of an age, of each once, slice by slice",
    arguments: Engine.allCases)
  func reminders(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    for number in 1...5 { _ = try await fixture.create("item \(number)", for: ada) }
    fixture.clock.advance(seconds: 3_600)
    _ = try await fixture.create("new", for: ada)
    for _ in 1...2 {
      try await fixture.store.atomically(.unkeyed) { try $0.work.enqueue(RemindOwners()) }
      let run = try #require(try await fixture.take(RemindOwners.self))
      try await fixture.items.remind(ofItemsOlderThan: .seconds(3_600), in: run, slice: 2)
      let reminders = [String](repeating: "example.item.reminder", count: 5)
      #expect(try await fixture.notified(ada) == reminders)
    }
    #expect(try await fixture.take(RemindOwners.self) == nil)
  }
}
