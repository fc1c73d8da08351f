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
      let taken = try await deliveries.take(for: "test.log", atMost: 10)
      try #require(taken.count == 1)
      #expect(try await deliveries.take(for: "test.log", atMost: 10).isEmpty, "it is somebody's")
      scene.clock.advance(seconds: EventDeliveries.lease)
      try await handOverAll(deliveries)
      try await deliveries.subscriber("test.log")?.handle(taken[0].event)
      #expect(try await scene.count("test_tickets", in: scene.context.ledger.database) == 1)
    }

    private func until(_ condition: () async throws -> Bool) async throws {
      while try await !condition() {
        try Task.checkCancellation()
        await Task.yield()
      }
    }

    private func subscriber(
      _ name: String, _ handle: @escaping @Sendable (RelayedEvent) async throws -> Void
    ) -> EventSubscriber {
      EventSubscriber(name, to: [EventPattern("*")].compactMap { $0 }, handle: handle)
    }

    @Test("A subscriber that hangs holds up no other", arguments: Engine.allCases)
    func hanging(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let log = Log()
      let deliveries = EventDeliveries(
        to: [
          subscriber("test.hangs") { _ in await Doorbell().wait(atMost: .seconds(3_600)) },
          subscriber("test.log") { log.note($0) },
        ], in: scene.platform, clock: scene.clock)
      for number in 1...40 { try await scene.publish(number, of: "thing:\(number)", to: []) }
      try await scene.relaying(hooks: [deliveries]).handOnAll()
      let running = Task { try await deliveries.run { _, _, _ in } }
      try await until { log.all.count == 40 }
      running.cancel()
      await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test(
      "A subscriber that takes too long, or ends as if cancelled, has failed",
      arguments: Engine.allCases)
    func limits(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let deliveries = EventDeliveries(
        to: [
          subscriber("test.hangs") { _ in await Doorbell().wait(atMost: .seconds(3_600)) },
          subscriber("test.quits") { _ in throw CancellationError() },
        ], in: scene.platform, clock: scene.clock, limit: .milliseconds(50))
      try await scene.publish(1, to: [])
      try await scene.relaying(hooks: [deliveries]).handOnAll()
      let failures = Mutex<[String: String]>([:])
      try await deliveries.handOver { name, attempt, error in
        failures.withLock { $0[name] = "\(attempt) \(type(of: error))" }
      }
      #expect(
        failures.withLock { $0 }
          == ["test.hangs": "1 TimedOut", "test.quits": "1 CancellationError"])
      #expect(try await scene.count("platform_event_deliveries WHERE error IS NOT NULL") == 2)
    }

    @Test(
      "Only the first event of a line is due, and what waits is counted",
      arguments: Engine.allCases)
    func lines(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let log = Log()
      let deliveries = try deliveries(scene, to: "*") { log.note($0) }
      let relaying = try await scene.relaying(hooks: [deliveries])
      // In one batch, and behind what a batch before has left.
      for batch in 0..<2 {
        for number in 1...3 { try await scene.publish(batch * 3 + number, to: []) }
        try await relaying.handOnAll()
      }
      scene.clock.advance(seconds: 30)
      let now = scene.clock.now()
      #expect(try await scene.count("platform_event_deliveries WHERE due_at <= \(now)") == 1)
      let waiting = try await deliveries.waiting()
      #expect(
        waiting == [EventsWaiting(subscriber: "test.log", count: 6, oldestMilliseconds: 30_000)])
      try await handOverAll(deliveries)
      #expect(log.all == (1...6).map { "thing:1 [\($0)]" })
      #expect(try await deliveries.waiting() == [])
    }

    @Test(
      "A line goes on although it was at its end while an event joined it",
      arguments: Engine.allCases)
    func joining(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let log = Log()
      let deliveries = try deliveries(scene, to: "*") { log.note($0) }
      let relaying = try await scene.relaying(hooks: [deliveries])
      let isDone = Mended()
      async let handing: Void = {
        while !isDone.value { try await deliveries.handOver { _, _, _ in } }
      }()
      for number in 1...60 {
        try await scene.publish(number, to: [])
        try await relaying.handOnAll()
      }
      isDone.set()
      try await handing
      try await handOverAll(deliveries)
      #expect(log.all == (1...60).map { "thing:1 [\($0)]" })
    }

    @Test(
      "A line goes on whose first event a server of the release before has removed",
      arguments: Engine.allCases)
    func before(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let log = Log()
      let deliveries = try deliveries(scene, to: "*") { log.note($0) }
      for number in 1...3 { try await scene.publish(number, to: []) }
      try await scene.relaying(hooks: [deliveries]).handOnAll()
      try await scene.platform.execute("DELETE FROM platform_event_deliveries WHERE number = 1")
      try await deliveries.advanceLines()
      try await handOverAll(deliveries)
      #expect(log.all == (2...3).map { "thing:1 [\($0)]" })
    }

    @Test("Pauses grow from a second to ten minutes")
    func pauses() {
      #expect([1, 2, 3, 10, 11, 100].map(EventDeliveries.pause) == [1, 2, 4, 512, 600, 600])
    }
  }
}
