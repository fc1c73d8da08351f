import Events
import Kernel
import KernelTesting
import LedgerTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

@testable import PlatformSQL
@testable import Webhooks

/// From published events to deliveries and their jobs, on every engine.
@Suite struct RelayContractTests {
  @Test(
    "Each active webhook that wants an event gets one delivery of it, however often it is relayed",
    arguments: Engine.allCases)
  func oncePerWebhook(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let all = try await desk.webhook("https://a.example/")
    let some = try await desk.webhook("https://b.example/", "test.thing.*")
    let none = try await desk.webhook("https://c.example/", "fleet.*")
    let off = try await desk.webhook("https://d.example/")
    _ = try await desk.service.change(off.id, .init(state: .disabled), by: desk.admin)

    let events = [
      desk.event("thing:1", 1), desk.event("thing:2", 1),
      desk.event("thing:3", 1, type: "test.other.done"),
    ]
    #expect(try await desk.accept(events) == 5)
    #expect(try await desk.accept(events) == 0)
    #expect(try await desk.accept(Array(events[1...]) + [desk.event("thing:4", 1)]) == 2)

    #expect(Set(try await desk.deliveries(of: all).map(\.eventID)).isSuperset(of: events.map(\.id)))
    #expect(try await desk.deliveries(of: all).count == 4)
    #expect(try await desk.deliveries(of: some).count == 3)
    #expect(try await desk.deliveries(of: none) == [])
    #expect(try await desk.deliveries(of: off) == [])
    #expect(try await desk.jobs().count == 7)
  }

  @Test(
    "What is sent is the event as JSON, under its id and with a signature",
    arguments: Engine.allCases)
  func request(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    let event = desk.event("thing:1", 5)
    try await desk.accept([event])
    try await desk.work()
    let request = try #require(desk.receivers.requests.first)
    #expect(
      String(decoding: request.body, as: UTF8.self)
        == "{\"id\":\"\(event.id)\",\"type\":\"test.thing.changed\","
        + "\"timestamp\":\"\(event.at)\",\"data\":{\"n\":5}}")
    #expect(request.id == "\(event.id)")
    #expect(request.timestamp == desk.machine.now().seconds)
    #expect(request.signature.hasPrefix("v1,"))
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.succeeded])
  }

  @Test(
    "Of one aggregate only the first delivery has its turn; the next comes when it is over",
    arguments: Engine.allCases)
  func inLine(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    #expect(try await desk.accept([desk.event("thing:1", 2), desk.event("thing:1", 1)]) == 1)
    #expect(try await desk.accept([desk.event("thing:1", 3), desk.event("thing:2", 7)]) == 1)
    let turns = try await desk.deliveries(of: webhook).filter { $0.nextAttemptAt != nil }
    #expect(turns.count == 2)
    try await desk.work()
    #expect(desk.receivers.numbers.filter { $0 != 7 } == [1, 2, 3])
    #expect(try await desk.deliveries(of: webhook).allSatisfy { $0.state == .succeeded })
  }

  @Test(
    "A relay that is undone leaves no delivery and no job", arguments: Engine.allCases)
  func undone(on engine: Engine) async throws {
    struct Failed: Error {}
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    let event = desk.event("thing:1", 1)
    await #expect(throws: Failed.self) {
      try await desk.fixture.ledger.database.transaction { sql in
        try desk.outlet.accept([event], in: sql)
        throw Failed()
      }
    }
    #expect(try await desk.deliveries(of: webhook) == [])
    #expect(try await desk.jobs() == [])
  }

  @Test(
    "Relays and senders side by side deliver each event once and in order",
    arguments: Engine.allCases)
  func sideBySide(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    let events = (1...12).map { desk.event("thing:1", Int64($0)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for relay in 0..<2 {
        group.addTask {
          // Both relay everything, as after a failure.
          for event in events { try await desk.accept([event]) }
          _ = relay
        }
      }
      for _ in 0..<2 {
        group.addTask {
          while try await desk.deliveries(of: webhook).filter({ $0.state == .succeeded }).count < 12
          {
            for job in try await desk.jobs() { _ = try await desk.sender.attempt(job) }
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(desk.receivers.numbers == Array(1...12))
  }
}
