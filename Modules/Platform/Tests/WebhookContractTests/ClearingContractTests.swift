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

/// What becomes of deliveries to webhooks that are disabled or removed, on every engine.
@Suite struct ClearingContractTests {
  /// More than two slices.
  private static let many = 1_100

  /// A webhook with so many deliveries on their way, in lines of ten.
  private func busy(_ desk: Desk, _ count: Int = many) async throws -> Webhook {
    let webhook = try await desk.webhook()
    try await desk.accept(
      (0..<count).map { desk.event("thing:\($0 / 10)", Int64($0 % 10 + 1)) })
    return webhook
  }

  private func states(of webhook: Webhook, at desk: Desk) async throws -> [String: Int] {
    let found = try await desk.fixture.ledger.database.all(
      """
      SELECT state, count(*) FROM platform_webhook_deliveries WHERE webhook_id = \(webhook.id)
      GROUP BY state
      """
    ) { (try $0.get(0, as: String.self), try $0.get(1, as: Int.self)) }
    return Dictionary(found) { $0 + $1 }
  }

  @Test(
    "Disabling a busy webhook changes its row alone; a job gives up what is on its way",
    arguments: Engine.allCases)
  func disabling(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await busy(desk)
    _ = try await desk.service.change(webhook.id, .init(state: .disabled), by: desk.admin)
    #expect(try await states(of: webhook, at: desk) == ["pending": Self.many])
    try await desk.clear()
    #expect(try await states(of: webhook, at: desk) == ["failed": Self.many])
    try await desk.work()
    #expect(desk.receivers.requests.isEmpty)
  }

  @Test(
    "410 of a busy webhook changes its row and this delivery; nothing else is attempted meanwhile",
    arguments: Engine.allCases)
  func gone(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await busy(desk)
    desk.receivers.answer(.answered(410))
    let jobs = try await desk.jobs()
    #expect(try await desk.sender.attempt(jobs[0]) == .done)
    #expect(
      try await states(of: webhook, at: desk) == ["pending": Self.many - 1, "failed": 1])
    #expect(try await desk.sender.attempt(jobs[1]) == .done)
    try await desk.clear()
    #expect(try await states(of: webhook, at: desk) == ["failed": Self.many])
    #expect(desk.receivers.requests.count == 1)
  }

  @Test(
    "A webhook that is enabled before its clearing has run is told of what happens from then on",
    arguments: Engine.allCases)
  func enabling(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await busy(desk)
    let first = try await desk.deliveries(of: webhook)[0]
    _ = try await desk.service.change(webhook.id, .init(state: .disabled), by: desk.admin)
    _ = try await desk.service.change(webhook.id, .init(state: .active), by: desk.admin)
    #expect(try await states(of: webhook, at: desk) == ["failed": Self.many])
    try await desk.accept([desk.event("thing:0", 11)])
    _ = try await desk.service.redeliver(first.id, by: desk.admin)
    // The job comes late, and takes nothing from a webhook that is active.
    try await desk.clear()
    try await desk.work()
    #expect(desk.receivers.numbers == [1, 11])
    #expect(
      try await states(of: webhook, at: desk) == ["failed": Self.many - 1, "succeeded": 2])
  }

  @Test(
    "The deliveries of a webhook that was removed are removed by a job", arguments: Engine.allCases)
  func removing(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let (webhook, other) = (try await busy(desk), try await desk.webhook("https://b.example/"))
    try await desk.accept([desk.event("thing:1", 11)])
    try await desk.service.remove(webhook.id, by: desk.admin)
    try await desk.clear()
    #expect(try await states(of: webhook, at: desk) == [:])
    #expect(try await states(of: other, at: desk) == ["pending": 1])
  }

  @Test(
    "Only deliveries to active webhooks are taken for forgotten", arguments: Engine.allCases)
  func forgotten(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhooks = [
      try await desk.webhook(), try await desk.webhook("https://b.example/"),
      try await desk.webhook("https://c.example/"),
    ]
    try await desk.accept([desk.event("thing:1", 1)])
    _ = try await desk.service.change(webhooks[0].id, .init(state: .disabled), by: desk.admin)
    try await desk.service.remove(webhooks[1].id, by: desk.admin)
    try await desk.fixture.ledger.database.execute("DELETE FROM platform_jobs")
    desk.machine.advance(seconds: 301)
    #expect(try await desk.store.enqueueForgotten() == 1)
    #expect(try await desk.jobs() == (try await desk.deliveries(of: webhooks[2]).map(\.id)))
  }
}
