import Example
import ExampleTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WorkTesting

/// What the store of items promises, on every engine.
@Suite struct ItemContractTests {
  @Test("An item comes back as it was kept", arguments: Engine.allCases)
  func kept(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("Ìwé 'n' \"Tea\"", for: ada)
    #expect(item.createdAt == fixture.clock.now())
    #expect(try await fixture.store.item(item.id, of: ada) == item)
    #expect(try await fixture.balance(of: ada) == .naira(99))
  }

  @Test("Another's item is not found, and cannot be renamed", arguments: Engine.allCases)
  func foreign(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let bola = try await fixture.user()
    let item = try await fixture.create("tea", for: fixture.user())
    await #expect(throws: ItemRefusal.notFound) { try await fixture.items.item(item.id, of: bola) }
    await #expect(throws: ItemRefusal.notFound) {
      try await fixture.items.rename(item.id, to: "mine", of: bola, by: .operatorConsole)
    }
    #expect(try await fixture.store.items(of: bola, before: nil, limit: 10) == [])
  }

  @Test("Pages follow each other, newest first, without gaps", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    var made: [Item] = []
    for number in 1...7 { made.append(try await fixture.create("item \(number)", for: ada)) }
    var seen: [Item] = []
    while seen.count < 7 {
      let page = try await fixture.store.items(of: ada, before: seen.last?.id, limit: 3)
      try #require(!page.isEmpty)
      seen += page
    }
    #expect(seen == made.reversed())
  }

  @Test(
    "Of many items of one title that come at once, one is kept and paid",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let kept = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            _ = try await fixture.create("tea", for: ada)
            return 1
          } catch ItemRefusal.titleTaken {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(kept == 1)
    #expect(try await fixture.traces() == [1, 1, 1, 1, 1, 1, 0])
    // Another owner may use the title.
    _ = try await fixture.create("tea", for: fixture.user())
  }

  @Test("An item that cannot be paid leaves nothing", arguments: Engine.allCases)
  func unpaid(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user(holding: 0)
    await #expect(throws: ItemRefusal.insufficientFunds) {
      try await fixture.create("tea", for: ada)
    }
    #expect(try await fixture.traces() == [0, 0, 0, 0, 0, 0, 0])
  }

  @Test("One key makes one item, however often and at once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<10 {
        group.addTask {
          do {
            return "\(try await fixture.create("tea", for: ada, under: "k"))"
          } catch Replay.answer(let answer) {
            return answer.text
          }
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(answers.count == 1)
    #expect(try await fixture.traces() == [1, 1, 1, 1, 1, 1, 1])
    #expect(try await fixture.balance(of: ada) == .naira(99))
  }

  @Test("A renamed item keeps its earlier titles", arguments: Engine.allCases)
  func titles(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    let renamed = try await fixture.items.rename(
      item.id, to: "coffee", of: ada, by: .operatorConsole)
    #expect(renamed.version == 2)
    let titles = try await fixture.items.titles(of: item.id, of: ada, before: nil, limit: 10)
    #expect(titles.map(\.title) == ["coffee", "tea"])
  }

  @Test("Of ten renames that saw one version, one is made", arguments: Engine.allCases)
  func renames(on engine: Engine) async throws {
    struct Stale: Error {}
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    let renamed = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<10 {
        group.addTask {
          do {
            _ = try await fixture.items.rename(
              item.id, to: "tea \(number)", of: ada, by: .operatorConsole,
              precondition: { if $0 != 1 { throw Stale() } })
            return 1
          } catch is Stale {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(renamed == 1)
  }
}
