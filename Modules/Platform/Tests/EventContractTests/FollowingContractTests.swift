import Events
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
  /// Which topics get a history, on every engine.
  @Suite struct FollowingContractTests {
    /// Seconds after which nobody counts as having followed a topic.
    private static let forgotten: Int64 = 26 * 60 * 60 + 1

    @Test("A topic that nobody ever followed costs no row", arguments: Engine.allCases)
    func unfollowed(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      try await scene.publish(1, to: ["user:1", "user:2"], isFollowed: false)
      try await scene.history().follow(["user:2"])
      try await scene.relaying().handOnAll()

      #expect(try await scene.told(on: "user:2") == [1])
      #expect(try await scene.count("platform_topics") == 1)
      #expect(try await scene.history().news(after: 0, limit: 9).events.map(\.position) == [1])
      try await scene.history().follow(["user:1"])
      try await scene.publish(2, to: ["user:1"])
      try await scene.relaying().handOnAll()
      #expect(try await scene.told(on: "user:1") == [2])
    }

    @Test(
      "Who comes back within a day gets what was missed; later it is told, unless nothing was",
      arguments: Engine.allCases)
    func comesBack(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let relaying = try await scene.relaying()
      try await scene.history().follow(["user:1", "user:2"])
      scene.clock.advance(seconds: 24 * 60 * 60)
      try await scene.publish(1, to: ["user:1"], isFollowed: false)
      try await relaying.handOnAll()
      #expect(try await scene.told(on: "user:1") == [1])

      scene.clock.advance(seconds: Self.forgotten)
      for number in 2...3 { try await scene.publish(number, to: ["user:1"], isFollowed: false) }
      try await relaying.handOnAll()
      try await scene.history().follow(["user:1", "user:2"])
      let missed = try await scene.page("user:1", after: 1)
      #expect(missed.events.isEmpty && missed.last == 2)
      #expect(try await scene.page("user:2", after: 0).last == 0)

      for number in 4...5 { try await scene.publish(number, to: ["user:1"], isFollowed: false) }
      try await relaying.handOnAll()
      #expect(try await scene.page("user:1", after: 0).events.map(\.offset) == [1, 3, 4])
      #expect(try await scene.told(on: "user:1") == [1, 4, 5])
    }

    @Test(
      "A break is told to who followed a topic before its first event, too",
      arguments: Engine.allCases)
    func beforeTheFirst(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      try await scene.history().follow(["user:1"])
      #expect(try await scene.page("user:1").last == 0)
      scene.clock.advance(seconds: Self.forgotten)
      for number in 1...2 {
        try await scene.publish(number, to: ["user:1"], isFollowed: false)
        try await scene.relaying().handOnAll()
      }
      let page = try await scene.page("user:1")
      #expect(page.events.isEmpty && page.last == 1)
    }

    @Test("What changes rights is told, whoever follows it", arguments: Engine.allCases)
    func rights(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let topic = TopicName.rights(of: scene.ids.make())
      try await scene.publish(1, to: [topic], isFollowed: false)
      try await scene.relaying().handOnAll()
      #expect(try await scene.told(on: topic) == [1])
    }

    @Test(
      "As long as servers of the release before may run, every topic has a history",
      arguments: Engine.allCases)
    func whole(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let end = scene.clock.now().adding(seconds: 60)
      try await scene.platform.execute("UPDATE platform_history SET whole_until = \(end)")
      try await scene.publish(1, to: ["user:1"], isFollowed: false)
      try await scene.relaying().handOnAll()
      #expect(try await scene.told(on: "user:1") == [1])
      scene.clock.advance(seconds: 60)
      try await scene.publish(2, to: ["user:1"], isFollowed: false)
      try await scene.relaying().handOnAll()
      #expect(try await scene.told(on: "user:1") == [1])
      #expect(try await scene.page("user:1").last == 2)
    }

    @Test("Whatever is published once somebody follows is told", arguments: Engine.allCases)
    func race(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine, apart: false)
      let relaying = try await scene.relaying()
      let topics = (1...20).map { "user:\($0)" }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for topic in topics {
          group.addTask {
            try await scene.publish(1, of: topic, to: [topic], isFollowed: false)
            try await scene.history().follow([topic])
            try await scene.publish(2, of: topic, to: [topic], isFollowed: false)
          }
        }
        group.addTask { for _ in 1...20 { try await relaying.handOnAll() } }
        try await group.waitForAll()
      }
      try await relaying.handOnAll()
      for topic in topics { #expect(try await scene.told(on: topic).last == 2, "\(topic)") }
    }
  }
}
