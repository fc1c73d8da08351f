import Example
import ExampleTesting
import Kernel
import KernelTesting
import StorageTesting
import Testing

/// What the store of items promises, on every engine.
@Suite struct ItemContractTests {
  @Test("An item comes back as it was kept", arguments: Engine.allCases)
  func kept(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada: UserID = fixture.ids.make()
    let item = try await fixture.items.create(title: "Ìwé 'n' \"Tea\"", for: ada)
    #expect(item.createdAt == fixture.clock.now())
    #expect(try await fixture.store.item(item.id, of: ada) == item)
  }

  @Test("Another's item is not found", arguments: Engine.allCases)
  func foreign(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let bola: UserID = fixture.ids.make()
    let item = try await fixture.items.create(title: "tea", for: fixture.ids.make())
    await #expect(throws: ItemRefusal.notFound) { try await fixture.items.item(item.id, of: bola) }
    #expect(try await fixture.store.items(of: bola, before: nil, limit: 10) == [])
  }

  @Test("Pages follow each other, newest first, without gaps", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada: UserID = fixture.ids.make()
    var made: [Item] = []
    for number in 1...7 {
      made.append(try await fixture.items.create(title: "item \(number)", for: ada))
    }
    var seen: [Item] = []
    while seen.count < 7 {
      let page = try await fixture.store.items(of: ada, before: seen.last?.id, limit: 3)
      try #require(!page.isEmpty)
      seen += page
    }
    #expect(seen == made.reversed())
  }

  @Test("Of many items of one title that come at once, one is kept", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada: UserID = fixture.ids.make()
    let kept = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            _ = try await fixture.items.create(title: "tea", for: ada)
            return 1
          } catch ItemRefusal.titleTaken {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(kept == 1)
    #expect(try await fixture.store.items(of: ada, before: nil, limit: 10).count == 1)
    // Another owner may use the title.
    _ = try await fixture.items.create(title: "tea", for: fixture.ids.make())
  }
}
