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

/// What administrators do with webhooks, on every engine.
@Suite struct ServiceContractTests {
  @Test("Webhooks are made, listed, changed and removed, each audited", arguments: Engine.allCases)
  func changes(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let made = [
      try await desk.webhook(), try await desk.webhook("https://b.example/?a=\"b\\"),
    ]
    #expect(try await desk.service.webhooks(before: nil, limit: 5) == made.reversed())
    #expect(try await desk.service.webhooks(before: made[1].id, limit: 5) == [made[0]])

    let pattern = try #require(EventPattern("fleet.*"))
    let changed = try await desk.service.change(
      made[0].id, .init(events: [pattern], description: "The depot's"), by: desk.admin)
    #expect(changed.events == [pattern] && changed.description == "The depot's")
    #expect(changed.url == made[0].url && changed.version == 2)
    #expect(try await desk.service.webhook(made[0].id) == changed)
    let same = try await desk.service.change(made[0].id, .init(url: made[0].url), by: desk.admin)
    #expect(same == changed)
    let plain = try await desk.service.change(
      made[0].id, .init(description: .some(nil)), by: desk.admin)
    #expect(plain.description == nil)

    try await desk.service.remove(made[0].id, by: desk.admin)
    await #expect(throws: WebhookRefusal.notFound) { try await desk.service.webhook(made[0].id) }
    #expect(
      try await desk.audited()
        == ["created", "created", "changed", "changed", "deleted"].map { "platform.webhook.\($0)" })
    #expect(
      try await desk.fixture.ledger.database.transaction { try AuditTrail.verify(in: $0) } == [])
  }

  @Test("Refused addresses and unknown ids change nothing", arguments: Engine.allCases)
  func refusals(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    for (url, refusal) in [
      ("ftp://a.example/", WebhookRefusal.urlInvalid), ("http://localhost/", .urlNotPublic),
    ] {
      await #expect(throws: refusal) { try await desk.webhook(url) }
      await #expect(throws: refusal) {
        try await desk.service.change(webhook.id, .init(url: url), by: desk.admin)
      }
    }
    let (id, delivery) = (Webhook.ID(rawValue: 5), WebhookDelivery.ID(rawValue: 6))
    await #expect(throws: WebhookRefusal.notFound) {
      try await desk.service.change(id, .init(state: .disabled), by: desk.admin)
    }
    await #expect(throws: WebhookRefusal.notFound) {
      try await desk.service.remove(id, by: desk.admin)
    }
    await #expect(throws: WebhookRefusal.notFound) {
      try await desk.service.rotateSecret(of: id, by: desk.admin)
    }
    await #expect(throws: WebhookRefusal.notFound) {
      try await desk.service.test(id, by: desk.admin)
    }
    await #expect(throws: WebhookRefusal.notFound) {
      try await desk.service.deliveries(of: id, before: nil, limit: 1)
    }
    await #expect(throws: WebhookRefusal.notFound) {
      try await desk.service.redeliver(delivery, by: desk.admin)
    }
    #expect(try await desk.audited() == ["platform.webhook.created"])
  }

  @Test("A test goes to its webhook alone, past what waits there", arguments: Engine.allCases)
  func test(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook("https://a.example/", "fleet.*")
    _ = try await desk.webhook("https://b.example/")
    let tests = [
      try await desk.service.test(webhook.id, by: desk.admin),
      try await desk.service.test(webhook.id, by: desk.admin),
    ]
    #expect(tests.allSatisfy { $0.state == .pending && $0.nextAttemptAt != nil })
    #expect(try await desk.jobs() == tests.map(\.id))
    try await desk.work()
    #expect(desk.receivers.requests.map(\.url) == [webhook.url, webhook.url])
    #expect(
      String(decoding: try #require(desk.receivers.requests.first).body, as: UTF8.self)
        .contains("\"type\":\"platform.webhook.test\""))
    _ = try await desk.service.change(webhook.id, .init(state: .disabled), by: desk.admin)
    await #expect(throws: WebhookRefusal.disabled) {
      try await desk.service.test(webhook.id, by: desk.admin)
    }
  }

  @Test("Both secrets sign after a rotation, for a day", arguments: Engine.allCases)
  func rotation(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let (webhook, first) = try await desk.service.create(
      WebhookService.Draft(
        url: "https://a.example/", events: [try #require(EventPattern("*"))], description: nil),
      by: desk.admin)
    let (rotated, second) = try await desk.service.rotateSecret(of: webhook.id, by: desk.admin)
    #expect(rotated.version == 2 && first != second)
    func signers(_ number: Int64) async throws -> [Bool] {
      desk.receivers.forget()
      try await desk.accept([desk.event("thing:\(number)", number)])
      try await desk.work()
      let request = try #require(desk.receivers.requests.first)
      return [first, second].map { secret in
        request.signature.split(separator: " ").contains {
          $0
            == secret.signature(
              id: request.id, timestamp: request.timestamp, body: request.body)
        }
      }
    }
    #expect(try await signers(1) == [true, true])
    desk.machine.advance(seconds: WebhookSecrets.overlap)
    #expect(try await signers(2) == [false, true])
  }

  @Test(
    "What is delivered again keeps its event's id and comes before what waits behind it",
    arguments: Engine.allCases)
  func redelivery(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept((1...2).map { desk.event("thing:1", $0) })
    try await desk.work()
    let first = try await desk.deliveries(of: webhook)[0]
    #expect(first.state == .succeeded)
    desk.receivers.answer(.answered(500))
    try await desk.accept([desk.event("thing:1", 3)])
    try await desk.work()
    let third = try await desk.deliveries(of: webhook)[2]

    desk.receivers.forget()
    desk.receivers.answer(.answered(200))
    let again = try await desk.service.redeliver(first.id, by: desk.admin)
    #expect(again.state == .pending && again.eventID == first.eventID)
    #expect(again.nextAttemptAt == desk.machine.now())
    // The third one's pause is over, but an earlier one is on its way again.
    desk.machine.advance(seconds: 5)
    #expect(try await desk.sender.attempt(third.id) == .done)
    #expect(desk.receivers.requests.isEmpty)
    try await desk.work()
    #expect(desk.receivers.numbers == [1, 3])
    #expect(desk.receivers.requests.first?.id == "\(first.eventID)")
    #expect(try await desk.store.delivery(first.id)?.attempts.count == 2)
  }

  @Test(
    "A delivery that waits for its next attempt is tried at once, one under way stays as it is",
    arguments: Engine.allCases)
  func hurried(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    desk.receivers.answer(.answered(500))
    try await desk.work()
    desk.receivers.answer(.answered(200))
    let waiting = try await desk.deliveries(of: webhook)[0]
    let hurried = try await desk.service.redeliver(waiting.id, by: desk.admin)
    #expect(hurried.nextAttemptAt == desk.machine.now() && hurried.tries == 0)

    let door = Door()
    desk.receivers.hold(webhook.url, with: door)
    async let attempt = desk.sender.attempt(waiting.id)
    await door.waitForVisitor()
    let leased = try await desk.service.redeliver(waiting.id, by: desk.admin)
    #expect(leased.isLeased(at: desk.machine.now()))
    door.open()
    #expect(try await attempt == .done)
    #expect(try await desk.store.delivery(waiting.id)?.state == .succeeded)
  }

  @Test(
    "A webhook that is disabled or removed while it is told gets nothing more",
    arguments: Engine.allCases)
  func endings(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept((1...3).map { desk.event("thing:1", $0) })
    let deliveries = try await desk.deliveries(of: webhook)
    let door = Door()
    desk.receivers.hold(webhook.url, with: door)
    async let attempt = desk.sender.attempt(deliveries[0].id)
    await door.waitForVisitor()
    _ = try await desk.service.change(webhook.id, .init(state: .disabled), by: desk.admin)
    door.open()
    #expect(try await attempt == .done)
    try await desk.work()
    #expect(desk.receivers.requests.count == 1)
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed, .failed, .failed])
    await #expect(throws: WebhookRefusal.disabled) {
      try await desk.service.redeliver(deliveries[0].id, by: desk.admin)
    }
    _ = try await desk.service.change(webhook.id, .init(state: .active), by: desk.admin)
    _ = try await desk.service.redeliver(deliveries[1].id, by: desk.admin)
    try await desk.work()
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed, .succeeded, .failed])

    try await desk.service.remove(webhook.id, by: desk.admin)
    try await desk.clear()
    #expect(try await desk.deliveries(of: webhook) == [])
    await #expect(throws: WebhookRefusal.notFound) {
      try await desk.service.redeliver(deliveries[1].id, by: desk.admin)
    }
  }

  @Test("Deliveries are kept for thirty days", arguments: Engine.allCases)
  func sweep(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    desk.machine.advance(seconds: 86_400)
    try await desk.accept([desk.event("thing:2", 1)])
    desk.machine.advance(seconds: 29 * 86_400 + 1)
    let database = desk.fixture.ledger.database
    #expect(try await SQLWebhookStore.forgetOld(in: database, at: desk.machine.now()) == 1)
    #expect(try await desk.deliveries(of: webhook).count == 1)
  }
}
