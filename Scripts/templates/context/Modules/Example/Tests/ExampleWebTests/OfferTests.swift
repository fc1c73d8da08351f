import AdminResources
import Events
import Example
import ExampleTesting
import Jobs
import Kernel
import KernelTesting
import PlatformSQL
import Ports
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

@testable import ExampleWeb

/// What Example does in a server beside its routes, on every engine.
@Suite struct OfferTests {
  @Test(
    "An item is reviewed at once; at nine, once it is a week old, its owner is reminded of it",
    arguments: Engine.allCases)
  func week(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    _ = try await fixture.create("tea", for: ada)
    let jobs = itemJobs(fixture.items) { .seconds(7 * 86_400) }
    let schedules = itemSchedules(in: .utc)
    // It is noon on Thursday, and so the item is a week old at nine on Friday.
    try await fixture.time.advance(by: .seconds(7 * 86_400), doing: jobs, on: schedules)
    #expect(try await fixture.notified(ada) == ["example.item.reviewed"])
    try await fixture.time.advance(by: .seconds(7 * 86_400), doing: jobs, on: schedules)
    #expect(
      try await fixture.notified(ada) == ["example.item.reminder", "example.item.reviewed"])
  }

  @Test("Every event and notification of a change is declared", arguments: Engine.allCases)
  func declared(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    _ = try await fixture.items.rename(item.id, to: "coffee", of: ada, by: .operatorConsole)
    try await fixture.time.advance(
      by: .seconds(86_400), doing: itemJobs(fixture.items) { .zero },
      on: itemSchedules(in: .utc))
    let published = try await fixture.published()
    #expect(published.map(\.type) == itemEvents.map(\.type))
    #expect(published.allSatisfy { $0.topics.contains("example.item:\(item.id)") })
    #expect(try await Set(fixture.notified(ada)) == Set(itemNotifications.map(\.name)))
  }

  @Test("An item is followed by its owner alone", arguments: Engine.allCases)
  func topic(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    func allows(_ id: String, _ user: UserID) async throws -> Bool {
      try await itemTopic(fixture.items).allows(
        id, Principal(userID: user, sessionID: SessionID(rawValue: 1), roles: [.user]))
    }
    #expect(try await allows("\(item.id)", ada))
    #expect(try await !allows("\(item.id)", fixture.user()))
    #expect(try await !allows("nonsense", ada))
  }

  @Test("A rename has the item reviewed again", arguments: Engine.allCases)
  func rename(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let item = try await fixture.create("tea", for: fixture.user())
    _ = try await fixture.take(ReviewItem.self)
    let event = RelayedEvent(
      id: fixture.ids.make(), context: "example", type: "example.item.renamed",
      aggregate: "item:\(item.id)", number: 2, topics: [], data: "{}", at: fixture.clock.now())
    let subscriber = renameSubscriber(fixture.items)
    #expect(subscriber.wants(event.type))
    try await subscriber.handle(event)
    #expect(try await fixture.items.item(item.id, of: item.owner).reviewedAt == nil)
  }

  @Test("Administrators' lists of items have their indexes", arguments: Engine.allCases)
  func resource(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let catalogue = try await IndexCatalogue(of: fixture.database)
    let declared = DeclaredResource("example", itemResource)
    #expect(declared.problems(among: []) == [])
    #expect(declared.problems(indexed: catalogue.leadingColumns(of: itemResource.table)) == [])
  }

  @Test(
    "Owners take away all their items and titles, and nobody else's", arguments: Engine.allCases)
  func export(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let item = try await fixture.create("tea", for: ada)
    _ = try await fixture.items.rename(item.id, to: "coffee", of: ada, by: .operatorConsole)
    _ = try await fixture.create("milk", for: fixture.user())
    let told = Mutex<[String]>([])
    for section in ItemExport(items: fixture.items).sections(of: ada) {
      try await section.write { json in
        told.withLock { $0.append(String(decoding: json, as: UTF8.self)) }
      }
    }
    let found = told.withLock { $0 }
    #expect(found.count == 3)
    #expect(found.allSatisfy { $0.contains("tea") || $0.contains("coffee") })
  }
}
