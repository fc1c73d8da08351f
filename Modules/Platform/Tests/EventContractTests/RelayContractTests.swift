import Events
import Glibc
import Kernel
import KernelTesting
import LedgerTesting
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

@testable import PlatformSQL

extension EventContracts {
  /// What is published reaches its topics once and in order, on every engine.
  @Suite struct RelayContractTests {
    @Test(
      "Events of an aggregate reach a topic in their order, with offsets and positions without gaps",
      arguments: Engine.allCases, [true, false])
    func order(on engine: Engine, apart: Bool) async throws {
      let scene = try await EventScene(on: engine, apart: apart)
      for number in 1...5 { try await scene.publish(number, to: ["test.thing:1", "user:1"]) }
      try await scene.publish(6, of: "thing:2", to: ["user:1", "user:1", "Not a topic"])
      try await scene.publish(7, of: "thing:2", to: [])

      try await scene.relaying().handOnAll()

      #expect(try await scene.told(on: "test.thing:1") == [1, 2, 3, 4, 5])
      #expect(try await scene.told(on: "user:1") == [1, 2, 3, 4, 5, 6])
      let page = try await scene.page("user:1")
      #expect(page.events.map(\.offset) == Array(1...6) && page.last == 6)
      let news = try await scene.history().news(after: 0, limit: 100)
      #expect(news.events.map(\.position) == Array(1...11) && news.position == 11)
      #expect(
        try await scene.count(
          "platform_outbox WHERE relayed_at IS NULL", in: scene.context.ledger.database) == 0)
    }

    @Test(
      "Servers that hand on at once, while changes go on, hand on each event once and in order",
      arguments: Engine.allCases, [true, false])
    func race(on engine: Engine, apart: Bool) async throws {
      let scene = try await EventScene(on: engine, apart: apart)
      let servers = [
        try await scene.relaying(), try await scene.relaying(), try await scene.relaying(),
      ]
      let aggregates = 4
      try await withThrowingTaskGroup(of: Void.self) { group in
        for aggregate in 0..<aggregates {
          group.addTask {
            for number in 1...30 {
              try await scene.publish(
                number, of: "thing:\(aggregate)", to: ["user:1", "test.thing:\(aggregate)"])
            }
          }
        }
        for server in servers {
          group.addTask { for _ in 1...20 { try await server.handOnAll() } }
        }
        try await group.waitForAll()
      }
      try await servers[0].handOnAll()

      for aggregate in 0..<aggregates {
        #expect(try await scene.told(on: "test.thing:\(aggregate)") == Array(1...30))
      }
      let all = try await scene.page("user:1").events
      #expect(all.map(\.offset) == Array(1...Int64(30 * aggregates)))
      let news = try await scene.history().news(after: 0, limit: 1_000)
      #expect(news.events.map(\.position) == Array(1...Int64(60 * aggregates)))
    }

    @Test(
      "Events whose rows somebody holds are handed on all the same, once and in order",
      arguments: [true, false])
    func held(apart: Bool) async throws {
      let scene = try await EventScene(on: .postgres, apart: apart)
      let servers = [try await scene.relaying(), try await scene.relaying()]
      for number in 1...3 { try await scene.publish(number, to: ["user:1"]) }
      let database = scene.context.ledger.database
      let gate = Gate()
      let holder = Task {
        try await database.transaction { sql in
          _ = try sql.query("SELECT 1 FROM platform_outbox WHERE number = 2 FOR UPDATE")
          gate.pass()
        }
      }
      await gate.entered()
      let outcome = await Task {
        for server in servers { try await server.handOnAll() }
        for number in 4...5 { try await scene.publish(number, to: ["user:1"]) }
        for server in servers.reversed() { try await server.handOnAll() }
        return try await scene.told(on: "user:1")
      }.result
      gate.open()
      try await holder.value
      #expect(try outcome.get() == [1, 2, 3, 4, 5])
      try await scene.publish(6, to: ["user:1"])
      for server in servers { try await server.handOnAll() }
      #expect(try await scene.told(on: "user:1") == [1, 2, 3, 4, 5, 6])
      #expect(
        try await scene.count("platform_outbox WHERE relayed_at IS NULL", in: database) == 0)
      #expect(try await scene.count("platform_relays WHERE pending LIKE '%-%'") <= (apart ? 1 : 0))
    }

    @Test(
      "A server that wakes up late hands on nothing again, even what the history has lost since",
      arguments: Engine.allCases, [true, false])
    func sleeper(on engine: Engine, apart: Bool) async throws {
      let scene = try await EventScene(on: engine, apart: apart)
      let sleeper = try await scene.relaying(events: 1)
      let outbox = try #require(sleeper.relay.outboxes.last { $0.form == .rows })
      try await scene.publish(1, to: ["user:1"])
      let version = try await sleeper.relay.row(of: outbox).version
      let page = try await outbox.waiting()

      let other = try await scene.relaying(events: 1)
      try await other.handOnAll()
      try await scene.publish(2, to: ["user:1"])
      try await other.handOnAll()
      try #require(page.events.count == 1)
      let written = try await sleeper.relay.write(
        page, of: outbox, over: version, at: scene.clock.now())

      #expect(written?.left == nil)
      #expect(try await scene.told(on: "user:1") == [2])
      #expect(try await scene.page("user:1", after: 1).last == 2)
    }

    @Test(
      "Killed between any two statements, a server leaves each event to be handed on once",
      arguments: Engine.allCases, [true, false])
    func killed(on engine: Engine, apart: Bool) async throws {
      let scene = try await EventScene(on: engine, apart: apart)
      let database = scene.context.ledger.database
      let urls = [
        try #require(Engine.address(of: database)),
        try #require(Engine.address(of: scene.platform)),
      ]
      func traces() async throws -> [Int] {
        [
          try await scene.count("platform_topic_events"),
          Int(try await scene.page("user:1").last),
          try await scene.count("platform_event_deliveries"),
        ]
      }
      // The first look at a database begins an epoch.
      _ = try await scene.history().news(after: 0, limit: 1)
      try await scene.publish(0, to: ["user:1"])
      try await expectWholeWhenKilled(on: scene.platform, traces: traces) { _, platform in
        try await scene.relaying(hooks: [Self.deliveries(platform)], over: platform).handOnAll()
      } die: { number in
        try await scene.publish(number, to: ["user:1"])
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [urls = urls as [String], number = number as Int] in
          let context = try Engine.open(urls[0])
          let platform = urls[0] == urls[1] ? context : try Engine.open(urls[1])
          let mortal = MortalDatabase(platform, dyingAt: number)
          let scene = try EventScene(context: context, platform: platform)
          try await scene.relaying(hooks: [Self.deliveries(mortal)], over: mortal).handOnAll()
        }
      }
      let told = try await scene.told(on: "user:1")
      try #require(told.count > 5)
      #expect(told == Array(0..<told.count))
    }

    private static func deliveries(_ database: any Database) -> EventDeliveries {
      EventDeliveries(
        to: [EventSubscriber("test.all", to: [EventPattern("*")].compactMap { $0 }) { _ in }],
        in: database, clock: SystemClock())
    }

    @Test(
      "A topic keeps its newest events, and what is older than its time goes",
      arguments: Engine.allCases)
    func retention(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let relaying = try await scene.relaying(events: 3)
      for number in 1...5 { try await scene.publish(number, to: ["user:1"]) }
      try await scene.publish(1, to: ["user:2"])
      try await relaying.handOnAll()
      #expect(try await scene.told(on: "user:1") == [3, 4, 5])

      scene.clock.advance(seconds: 100)
      try await scene.publish(6, to: ["user:1"])
      try await relaying.handOnAll()
      scene.clock.advance(seconds: 50)
      let removed = try await EventSweep.topics(
        in: scene.platform, beyond: TopicRetention(seconds: 60), at: scene.clock.now())
      #expect(removed == 3)
      #expect(try await scene.told(on: "user:1") == [6])
      #expect(try await scene.page("user:2").last == 1)
    }

    @Test("Handed-on events go after a day, and no others", arguments: Engine.allCases)
    func sweep(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let database = scene.context.ledger.database
      let relaying = try await scene.relaying()
      try await scene.publish(1, to: ["user:1"])
      try await relaying.handOnAll()
      scene.clock.advance(seconds: OutboxSweep.lifetime + 1)
      try await scene.publish(2, to: ["user:1"])

      #expect(try await OutboxSweep.run(in: database, at: scene.clock.now()) == 1)
      #expect(try await scene.count("platform_outbox WHERE number = 2", in: database) == 1)
      try await scene.publish(3, to: ["user:1"])
      try await relaying.handOnAll()
      #expect(try await scene.told(on: "user:1") == [1, 2, 3])
      #expect(try await scene.count("platform_outbox WHERE number = 3", in: database) == 1)
    }

    @Test(
      "The steps of handing on and following find their rows by indexes", arguments: Engine.allCases
    )
    func plans(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine, apart: false)
      for number in 1...300 { try await scene.publish(number, to: ["user:\(number % 50)"]) }
      try await scene.relaying().handOnAll()
      try await scene.publish(1, to: ["user:1"])
      let connection = try scene.platform.connect()
      defer { connection.close() }
      try connection.executeScript("ANALYZE")

      let watched = WatchedDatabase(scene.platform)
      let outboxes = try await Outbox.all(of: watched, isOwn: true)
      for outbox in outboxes where outbox.form == .rows { _ = try await outbox.waiting() }
      let history = try await SQLTopicHistory(
        database: watched, ids: scene.ids, clock: scene.clock)
      _ = try await history.news(after: 290, limit: 10)
      _ = try await history.page(of: "user:7", after: 2, limit: 10)
      for plan in try scene.platform.plans(of: watched.takeStatements()) {
        for table in ["platform_outbox", "platform_topic_events"] {
          #expect(!plan.steps.contains { $0.contains("Seq Scan on \(table)") }, "\(plan)")
          #expect(
            !plan.steps.contains { $0.hasPrefix("SCAN \(table)") && !$0.contains("USING") },
            "\(plan)"
          )
        }
      }
    }
  }
}
