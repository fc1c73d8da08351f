import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import PaymentProviders
import Payments
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

/// What is promised of providers' webhooks, on every engine.
@Suite struct IntakeContractTests {
  @Test(
    "A hundred deliveries of one webhook at once are applied once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    let webhook = till.paid()
    try await withThrowingTaskGroup { group in
      for _ in 1...100 {
        group.addTask { try await till.intake.accept(webhook, from: .sandbox) }
      }
      try await group.waitForAll()
    }
    #expect(try await till.fixture.count("platform_jobs") == 1)
    try await till.run()
    try await till.intake.accept(webhook, from: .sandbox)
    try await till.run()
    let received = try await till.received()
    #expect(received.map(\.deliveries) == [101] && received.map(\.state) == [.applied])
    #expect(try await till.fixture.count("test_tickets") == 1)
  }

  @Test(
    "A wrong signature is kept and does not stand in the way of the right one",
    arguments: Engine.allCases)
  func signature(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    let right = till.paid()
    let wrong = IncomingWebhook(headers: [:], body: right.body)
    await #expect(throws: IncomingWebhookRefusal.badSignature) {
      try await till.intake.accept(wrong, from: .sandbox)
    }
    try await till.intake.accept(right, from: .sandbox)
    try await till.run()
    let received = try await till.received()
    #expect(received.map(\.verdict) == [.badSignature, .verified])
    #expect(received.map(\.state) == [.refused, .applied])
    await #expect(throws: IncomingWebhookRefusal.notConfigured) {
      try await till.intake.accept(right, from: .paystack)
    }
  }

  @Test(
    "Of a flood of wrong signatures twenty a second are kept, and none stands in others' way",
    arguments: Engine.allCases)
  func flood(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    for second in 1...2 {
      for number in UInt8(0)..<30 {
        await #expect(throws: IncomingWebhookRefusal.badSignature) {
          try await till.intake.accept(
            IncomingWebhook(headers: [:], body: [UInt8(second), number]), from: .sandbox)
        }
      }
      #expect(try await till.fixture.count("platform_payment_webhooks") == 20 * second)
      till.fixture.ledger.clock.advance(seconds: 1)
    }
    try await till.intake.accept(till.paid(), from: .sandbox)
    #expect(try await till.fixture.count("platform_payment_webhooks") == 41)
  }

  @Test("No more refused requests are kept than a bound", arguments: Engine.allCases)
  func refusedBound(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    let known = ReceivedWebhook.mostRefused
    for number in 0..<known {
      if number % 20 == 0 { till.fixture.ledger.clock.advance(seconds: 1) }
      await #expect(throws: IncomingWebhookRefusal.badSignature) {
        try await till.intake.accept(
          IncomingWebhook(headers: [:], body: [2, UInt8(number % 256), UInt8(number / 256)]),
          from: .sandbox)
      }
    }
    till.fixture.ledger.clock.advance(seconds: 1)
    await #expect(throws: IncomingWebhookRefusal.badSignature) {
      try await till.intake.accept(IncomingWebhook(headers: [:], body: [1]), from: .sandbox)
    }
    #expect(try await till.fixture.count("platform_payment_webhooks") == known)
    try await till.intake.accept(till.paid(), from: .sandbox)
    #expect(try await till.fixture.count("platform_payment_webhooks") == known + 1)
  }

  @Test(
    "What bears nobody's reference is kept and ignored; what is no event is kept, too",
    arguments: Engine.allCases)
  func others(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    for body in [
      #"{"event":"charge.failed","data":{"reference":"fines-1","status":"failed"}}"#,
      #"{"event":"subscription.create","data":{}}"#,
    ] {
      try await till.intake.accept(till.webhook(body), from: .sandbox)
    }
    try await till.intake.accept(till.webhook("{"), from: .sandbox)
    #expect(try await till.received().map(\.state) == [.ignored, .ignored, .refused])
    #expect(try await till.received().map(\.context) == ["platform", "platform", "platform"])
    #expect(try await till.fixture.count("platform_jobs") == 0)
  }

  @Test("A context that fails is told again, and then acts once", arguments: Engine.allCases)
  func failing(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    till.told.failures.withLock { $0 = 1 }
    try await till.intake.accept(till.paid(), from: .sandbox)
    try await till.run(.seconds(60))
    let received = try await till.received()
    #expect(received.map(\.state) == [.applied] && received.first?.error == nil)
    #expect(try await till.fixture.count("test_tickets") == 1)
  }

  @Test(
    "What was acted on before is not acted on again, whatever brings it", arguments: Engine.allCases
  )
  func again(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    try await till.intake.accept(till.paid(), from: .sandbox)
    let webhook = try #require(try await till.received().first)
    let run = JobRun(
      id: till.fixture.ledger.ids.make(), attempt: 1, maxAttempts: 12,
      scheduledAt: webhook.receivedAt)
    try await till.intake.apply(webhook.id, of: "test", in: run)
    // The server dies before it notes that the webhook was applied.
    try await till.fixture.ledger.database.execute(
      "UPDATE platform_payment_webhooks SET state = 'received', finished_at = NULL")
    try await till.run()
    #expect(try await till.received().map(\.state) == [.applied])
    #expect(try await till.fixture.count("test_tickets") == 1)
  }

  @Test("A webhook that no job is at gets one", arguments: Engine.allCases)
  func forgotten(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    try await till.intake.accept(till.paid(), from: .sandbox)
    #expect(try await till.inbox.enqueueForgotten() == 0)
    till.fixture.ledger.clock.advance(seconds: 301)
    #expect(try await till.inbox.enqueueForgotten() == 1)
    #expect(try await till.fixture.count("platform_jobs") == 1)
    try await till.fixture.ledger.database.execute("DELETE FROM platform_jobs")
    #expect(try await till.inbox.enqueueForgotten() == 1)
    try await till.run()
    #expect(try await till.fixture.count("test_tickets") == 1)
  }

  @Test(
    "A replay has the context act again, and the audit trail tells who asked",
    arguments: Engine.allCases)
  func replay(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    try await till.intake.accept(till.paid(), from: .sandbox)
    let webhook = try #require(try await till.received().first)
    let (actor, delivery) = (
      Actor(userID: UserID(rawValue: 7)),
      till.fixture.ledger.ids.make() as Identifier<ReceivedWebhook>
    )
    await #expect(throws: ReplayRefusal.wrongState) {
      try await till.inbox.replay(webhook.id, delivery: delivery, by: actor)
    }
    try await till.run()
    let waiting = try await till.inbox.replay(webhook.id, delivery: delivery, by: actor)
    #expect(waiting.state == .received)
    try await till.run()
    #expect(try await till.received().map(\.state) == [.applied])
    #expect(try await till.fixture.count("test_tickets") == 2)
    #expect(
      try await till.fixture.count(
        "platform_audit WHERE action = 'test.payment_webhook.replayed'") == 1)
    await #expect(throws: ReplayRefusal.notFound) {
      try await till.inbox.replay(.init(rawValue: 9), delivery: delivery, by: actor)
    }
  }
}
