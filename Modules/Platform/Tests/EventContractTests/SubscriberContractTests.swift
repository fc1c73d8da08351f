import Events
import Kernel
import KernelTesting
import LedgerTesting
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

@testable import PlatformSQL

extension EventContracts {
  /// How contexts are told of events, on every engine.
  @Suite struct SubscriberContractTests {
    private struct Failed: Error {}

    /// What a subscriber was told, in its order.
    private final class Log: Sendable {
      private let entries = Mutex<[String]>([])
      var all: [String] { entries.withLock { $0 } }
      func note(_ event: RelayedEvent) {
        entries.withLock { $0.append("\(event.aggregate) \(event.data)") }
      }
    }

    /// Whether a subscriber works by now.
    private final class Mended: Sendable {
      private let flag = Atomic(false)
      var value: Bool { flag.load(ordering: .relaxed) }
      func set() { flag.store(true, ordering: .relaxed) }
    }

    private func deliveries(
      _ scene: EventScene, to pattern: String,
      _ handle: @escaping @Sendable (RelayedEvent) async throws -> Void
    ) throws -> EventDeliveries {
      let pattern = try #require(EventPattern(pattern))
      return EventDeliveries(
        to: [EventSubscriber("test.log", to: [pattern], handle: handle)], in: scene.platform,
        clock: scene.clock)
    }

    private func handOverAll(_ deliveries: EventDeliveries) async throws {
      while try await deliveries.handOver(failed: { _, _, _ in }) > 0 {}
    }

    @Test("A subscriber gets the events that it wants, in order", arguments: Engine.allCases)
    func order(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let log = Log()
      let deliveries = try deliveries(scene, to: "test.thing.*") { log.note($0) }
      let others = try self.deliveries(scene, to: "test.other.*") { _ in throw Failed() }
      for number in 1...5 { try await scene.publish(number, to: []) }
      try await scene.relaying(hooks: [deliveries, others]).handOnAll()
      try await handOverAll(deliveries)
      #expect(log.all == (1...5).map { "thing:1 [\($0)]" })
      #expect(try await scene.count("platform_event_deliveries") == 0)
    }

    @Test(
      "A subscriber that fails holds up the events of its aggregate alone, and goes on where it was",
      arguments: Engine.allCases)
    func failing(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let log = Log()
      let mended = Mended()
      let deliveries = try deliveries(scene, to: "*") { event in
        if event.aggregate == "thing:bad", !mended.value { throw Failed() }
        log.note(event)
      }
      for number in 1...2 {
        try await scene.publish(number, of: "thing:bad", to: [])
        try await scene.publish(number, of: "thing:good", to: [])
      }
      try await scene.relaying(hooks: [deliveries]).handOnAll()
      try await handOverAll(deliveries)
      #expect(log.all == ["thing:good [1]", "thing:good [2]"])

      mended.set()
      try await handOverAll(deliveries)
      #expect(log.all.count == 2, "it waits before the next attempt")
      scene.clock.advance(seconds: 1)
      try await handOverAll(deliveries)
      #expect(log.all.suffix(2) == ["thing:bad [1]", "thing:bad [2]"])
    }

    @Test(
      "An event that is handed over twice, as to two servers, has one effect",
      arguments: Engine.allCases)
    func inbox(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let work = scene.context.work
      let deliveries = try deliveries(scene, to: "*") { event in
        try await work.transaction { unit in
          guard try unit.receive(event.id, by: "test.log") else { return }
          try unit.sql.execute(
            "INSERT INTO test_tickets (id, state) VALUES (\(event.id), 'told')")
        }
      }
      try await scene.publish(1, to: [])
      try await scene.relaying(hooks: [deliveries]).handOnAll()
      let taken = try await deliveries.take(atMost: 10)
      try #require(taken.count == 1)
      #expect(try await deliveries.take(atMost: 10).isEmpty, "it is somebody's")
      scene.clock.advance(seconds: EventDeliveries.lease)
      try await handOverAll(deliveries)
      try await deliveries.subscriber("test.log")?.handle(taken[0].event)
      #expect(try await scene.count("test_tickets", in: scene.context.ledger.database) == 1)
    }

    @Test("Pauses grow from a second to ten minutes")
    func pauses() {
      #expect([1, 2, 3, 10, 11, 100].map(EventDeliveries.pause) == [1, 2, 4, 512, 600, 600])
    }
  }
}
