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

/// Contracts of events. One after the other: tests that have one database and wait for a second
/// would wait for each other.
@Suite(.serialized) struct EventContracts {}

/// A context that publishes in a database of its own, and the platform's database beside it.
struct EventScene {
  /// The context `test` in its database.
  let context: WorkFixture
  /// The platform's database.
  let platform: any Database
  let clock: FixedClock
  let ids: any IDSource

  /// - Parameter apart: whether the platform has a database of its own.
  init(on engine: Engine, apart: Bool = true) async throws {
    context = try await WorkFixture(on: engine)
    platform =
      apart
      ? try await engine.migratedDatabase([PlatformSQL.migrations]) : context.ledger.database
    (clock, ids) = (context.ledger.clock, context.ledger.ids)
  }

  /// The same over databases that another process made.
  init(context database: any Database, platform: any Database) throws {
    context = try WorkFixture(over: database)
    self.platform = platform
    (clock, ids) = (context.ledger.clock, context.ledger.ids)
  }

  /// A server's relay.
  func relaying(
    hooks: [any EventHook] = [], events: Int = 1_000, over platform: (any Database)? = nil
  ) async throws -> EventRelaying {
    let platform = platform ?? self.platform
    // Where both are one, they are one whatever watches it.
    let isOne = (self.platform as AnyObject) === (context.ledger.database as AnyObject)
    return try await EventRelaying(
      platform: platform, databases: [isOne ? platform : context.ledger.database], hooks: hooks,
      clock: clock, ids: ids, retention: { TopicRetention(events: events) })
  }

  func history() async throws -> SQLTopicHistory {
    try await SQLTopicHistory(database: platform, ids: ids, clock: clock)
  }

  /// Publishes one event of an aggregate, which tells a number.
  /// - Parameter isFollowed: whether somebody follows the topics by then.
  func publish(
    _ number: Int, of aggregate: String = "thing:1", to topics: [String], isFollowed: Bool = true
  ) async throws {
    if isFollowed { try await history().follow(topics) }
    try await context.work.transaction { work in
      try work.publish(
        Event("test.thing.changed", of: aggregate, topics: topics, data: [number]))
    }
  }

  /// The numbers that a topic's events tell, in the order of their offsets.
  func told(on topic: String) async throws -> [Int] {
    try await page(topic).events.compactMap { Int($0.data.dropFirst().dropLast()) }
  }

  func page(_ topic: String, after offset: Int64 = 0) async throws -> TopicPage {
    try await history().page(of: topic, after: offset, limit: 10_000)
  }

  func count(_ table: SQL, in database: (any Database)? = nil) async throws -> Int {
    try await (database ?? platform).first("SELECT count(*) FROM \(table)") {
      try $0.get(0, as: Int.self)
    } ?? 0
  }
}
