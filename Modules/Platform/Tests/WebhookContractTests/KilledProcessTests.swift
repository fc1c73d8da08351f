import Events
import Glibc
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing
import WorkTesting

@testable import Webhooks

/// What processes that are killed leave of relaying and sending, on every engine.
@Suite struct KilledProcessTests {
  @Test(
    "Killed between any two statements, a relay leaves a delivery with its job, or nothing",
    arguments: Engine.allCases)
  func relay(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    _ = try await desk.webhook()
    let database = desk.fixture.ledger.database
    let url = try #require(Engine.address(of: database))
    try await expectWholeWhenKilled(
      on: database,
      traces: {
        [
          try await desk.fixture.count("platform_webhook_deliveries"),
          try await desk.fixture.count("platform_jobs"),
        ]
      }
    ) { number, database in
      try await Self.relay(number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, number = number as Int] in
        try await Self.relay(
          number, in: MortalDatabase(try Engine.open(url), dyingAt: number))
      }
    }
  }

  private static func relay(_ number: Int, in database: any Database) async throws {
    let fixture = try WorkFixture(over: database)
    let outlet = try Desk(fixture, over: database).outlet
    let event = RelayedEvent(
      id: RelayedEvent.ID(rawValue: UInt128(number + 1)), context: "test",
      type: "test.thing.changed", aggregate: "thing:\(number)", number: 1, topics: [], data: "{}",
      at: fixture.ledger.clock.now())
    _ = try await database.transaction { try outlet.accept([event], in: $0) }
  }

  @Test(
    "Killed between any two statements, a removal leaves a job for the deliveries, or nothing",
    arguments: Engine.allCases)
  func removal(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let database = desk.fixture.ledger.database
    let url = try #require(Engine.address(of: database))
    var webhooks: [Webhook.ID] = []
    for _ in 0..<30 { webhooks.append(try await desk.webhook().id) }
    let made = webhooks
    try await expectWholeWhenKilled(
      on: database,
      traces: {
        [
          made.count - (try await desk.fixture.count("platform_webhooks")),
          try await desk.fixture.count("platform_jobs WHERE kind = 'platform.clear_webhook'"),
        ]
      }
    ) { number, database in
      try #require(number < made.count)
      do { try await Self.remove(made[number], in: database) } catch WebhookRefusal.notFound {}
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, id = "\(made[number])" as String, number = number as Int] in
        try await Self.remove(
          try #require(Webhook.ID(id)), in: MortalDatabase(try Engine.open(url), dyingAt: number))
      }
    }
  }

  private static func remove(_ id: Webhook.ID, in database: any Database) async throws {
    let desk = try Desk(try WorkFixture(over: database), over: database)
    try await desk.service.remove(id, by: desk.admin)
  }

  @Test(
    "Killed between any two statements, a sender leaves what another one can go on with",
    arguments: Engine.allCases)
  func sender(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    let database = desk.fixture.ledger.database
    let url = try #require(Engine.address(of: database))
    let rehearsal = MortalDatabase(database, dyingAt: 0)
    let first = try await pair(0, for: webhook, at: desk)[0]
    #expect(try await Self.attempt(first.id, in: rehearsal, at: desk.machine.now()) == .done)
    try #require(rehearsal.steps > 8)
    for number in 1...rehearsal.steps {
      let pair = try await pair(number, for: webhook, at: desk)
      let now = desk.machine.now().milliseconds
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          url = url as String, id = "\(pair[0].id)" as String, now = now as Int64,
          number = number as Int
        ] in
        _ = try await Self.attempt(
          try #require(WebhookDelivery.ID(id)),
          in: MortalDatabase(try Engine.open(url), dyingAt: number),
          at: Instant(milliseconds: now))
      }
      desk.machine.advance(seconds: WebhookSender.lease)
      for delivery in pair {
        #expect(try await desk.jobs().contains(delivery.id), "step \(number)")
        #expect(try await desk.sender.attempt(delivery.id) == .done)
        #expect(try await desk.store.delivery(delivery.id)?.state == .succeeded)
      }
    }
  }

  /// Two deliveries of an aggregate of its own.
  private func pair(
    _ number: Int, for webhook: Webhook, at desk: Desk
  ) async throws -> [WebhookDelivery] {
    try await desk.accept((1...2).map { desk.event("thing:\(number)", $0) })
    return Array(try await desk.deliveries(of: webhook).suffix(2))
  }

  private static func attempt(
    _ id: WebhookDelivery.ID, in database: any Database, at now: Instant
  ) async throws -> WebhookSender.NextStep {
    let desk = try Desk(try WorkFixture(over: database), over: database)
    desk.machine.set(now)
    return try await desk.sender.attempt(id)
  }
}
