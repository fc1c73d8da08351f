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
  /// Events that share a row, on every engine.
  @Suite struct BatchContractTests {
    private func notify(_ users: [UserID], _ title: String, in scene: EventScene) async throws {
      try await scene.context.work.run(.unkeyed) { work in
        for user in users {
          try work.notify(Notification("test.thing.changed", title: title, body: "b"), user)
        }
      }
    }

    private func titles(_ user: UserID, _ scene: EventScene) async throws -> [String] {
      try await scene.page("user:\(user)").events.map { event in
        String(event.data.split(separator: "\"title\":\"")[1].split(separator: "\",\"body\"")[0])
      }
    }

    @Test(
      "All that one unit of work tells users is one row, which goes when it was handed on",
      arguments: Engine.allCases, [true, false])
    func oneRow(on engine: Engine, apart: Bool) async throws {
      let scene = try await EventScene(on: engine, apart: apart)
      let database = scene.context.ledger.database
      let users: [UserID] = (0..<5).map { _ in scene.ids.make() }
      try await scene.history().follow(users.map { "user:\($0)" })
      let title = #"\"a\", {[\u0000\n} \\ ünï"#
      try await notify(users, title, in: scene)
      #expect(try await scene.count("platform_outbox_batches", in: database) == 1)
      #expect(try await scene.count("platform_notifications", in: database) == 5)

      try await scene.relaying().handOnAll()
      for user in users {
        let events = try await scene.page("user:\(user)").events
        #expect(events.map(\.type) == ["notification.created"])
        #expect(events[0].at == scene.clock.now())
        #expect(
          try await titles(user, scene) == [
            title.replacing("\\", with: #"\\"#).replacing("\"", with: "\\\"")
          ])
      }
      #expect(try await scene.count("platform_outbox_batches", in: database) == 0)
    }

    @Test("Many that are told at once are so in rows of a bounded size", arguments: Engine.allCases)
    func bounded(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let user: UserID = scene.ids.make()
      try await scene.history().follow(["user:\(user)"])
      let long = String(repeating: "x", count: 10_000)
      try await notify(Array(repeating: user, count: 100), long, in: scene)
      let lengths = try await scene.context.ledger.database.all(
        "SELECT length(content) FROM platform_outbox_batches"
      ) { try $0.get(0, as: Int.self) }
      #expect(lengths.count > 10 && lengths.allSatisfy { $0 < OutboxBatch.largest + 20_000 })
      try await scene.relaying().handOnAll()
      #expect(try await scene.page("user:\(user)").events.map(\.offset) == Array(1...100))
    }

    @Test(
      "Servers that hand batches on at once, while changes go on, hand on each event once",
      arguments: Engine.allCases, [true, false])
    func race(on engine: Engine, apart: Bool) async throws {
      let scene = try await EventScene(on: engine, apart: apart)
      let user: UserID = scene.ids.make()
      try await scene.history().follow(["user:\(user)"])
      let servers = [try await scene.relaying(), try await scene.relaying()]
      try await withThrowingTaskGroup(of: Void.self) { group in
        for line in 0..<4 {
          group.addTask {
            for number in 0..<15 {
              try await notify([user], "\(line * 15 + number)", in: scene)
            }
          }
        }
        for server in servers {
          group.addTask { for _ in 1...20 { try await server.handOnAll() } }
        }
        try await group.waitForAll()
      }
      try await servers[0].handOnAll()
      let told = try await titles(user, scene).compactMap { Int($0) }
      #expect(told.sorted() == Array(0..<60))
    }

    @Test("A server that wakes up late hands no batch on again", arguments: [true, false])
    func sleeper(apart: Bool) async throws {
      let scene = try await EventScene(on: .postgres, apart: apart)
      let user: UserID = scene.ids.make()
      try await scene.history().follow(["user:\(user)"])
      let sleeper = try await scene.relaying()
      let outbox = try #require(sleeper.relay.outboxes.last { $0.form == .batches })
      try await notify([user], "once", in: scene)
      let version = try await sleeper.relay.row(of: outbox).version
      let page = try await outbox.waiting()
      try await scene.relaying().handOnAll()

      let written = try await sleeper.relay.write(
        page, of: outbox, over: version, at: scene.clock.now())
      #expect(written?.left == nil)
      #expect(try await titles(user, scene) == ["once"])
    }

    @Test(
      "Killed between any two statements, a server leaves each batch to be handed on once",
      arguments: Engine.allCases, [true, false])
    func killed(on engine: Engine, apart: Bool) async throws {
      let scene = try await EventScene(on: engine, apart: apart)
      let database = scene.context.ledger.database
      let urls = [
        try #require(Engine.address(of: database)),
        try #require(Engine.address(of: scene.platform)),
      ]
      let user: UserID = scene.ids.make()
      try await scene.history().follow(["user:\(user)"])
      try await notify([user], "0", in: scene)
      try await expectWholeWhenKilled(on: scene.platform) {
        [
          try await scene.count("platform_topic_events"),
          Int(try await scene.page("user:\(user)").last),
        ]
      } change: { _, platform in
        try await scene.relaying(over: platform).handOnAll()
      } die: { number in
        try await notify([user], "\(number)", in: scene)
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [urls = urls as [String], number = number as Int] in
          let context = try Engine.open(urls[0])
          let platform = urls[0] == urls[1] ? context : try Engine.open(urls[1])
          let mortal = MortalDatabase(platform, dyingAt: number)
          let scene = try EventScene(context: context, platform: platform)
          try await scene.relaying(over: mortal).handOnAll()
        }
      }
      let told = try await titles(user, scene).compactMap { Int($0) }
      try #require(told.count > 5)
      #expect(told == Array(0..<told.count))
    }
  }
}
