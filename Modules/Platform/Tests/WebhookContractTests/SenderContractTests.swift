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

/// Attempts and what follows from them, on every engine.
@Suite struct SenderContractTests {
  @Test(
    "A failure is written down and tried again at its time, behind which the aggregate waits",
    arguments: Engine.allCases)
  func retries(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept((1...2).map { desk.event("thing:1", $0) } + [desk.event("thing:2", 9)])
    let first = try await desk.deliveries(of: webhook)[0]
    desk.receivers.answer(.answered(503))
    let begin = desk.machine.now()
    let next = try await desk.sender.attempt(first.id)
    #expect(next == .again(at: begin.adding(seconds: 5)))
    #expect(try await desk.sender.attempt(first.id) == next)
    desk.receivers.answer(.failed("no answer in time"))
    desk.machine.advance(seconds: 5)
    #expect(
      try await desk.sender.attempt(first.id) == .again(at: begin.adding(seconds: 305)))

    let found = try #require(try await desk.store.delivery(first.id))
    #expect(found.state == .pending)
    #expect(found.attempts.map(\.status) == [503, nil])
    #expect(
      found.attempts.map(\.error) == ["the status is none of 200 to 299", "no answer in time"])
    #expect(found.attempts.map(\.at) == [begin, begin.adding(seconds: 5)])

    desk.receivers.answer(.answered(200))
    desk.machine.advance(seconds: 300)
    #expect(desk.receivers.numbers == [1, 1])
    #expect(try await desk.sender.attempt(first.id) == .done)
    try await desk.work()
    #expect(desk.receivers.numbers.filter { $0 != 9 } == [1, 1, 1, 2])
    #expect(try await desk.store.webhook(webhook.id)?.failingSince == nil)
  }

  @Test("A delivery that is given up lets the next one go", arguments: Engine.allCases)
  func givenUp(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept((1...2).map { desk.event("thing:1", $0) })
    let deliveries = try await desk.deliveries(of: webhook)
    desk.receivers.answer(.answered(500))
    while case .again(let time) = try await desk.sender.attempt(deliveries[0].id) {
      desk.machine.set(time)
    }
    #expect(desk.receivers.requests.count == 10)
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed, .pending])
    #expect(try await desk.jobs().contains(deliveries[1].id))
    desk.receivers.answer(.answered(200))
    try await desk.work()
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed, .succeeded])
  }

  @Test(
    "410 disables at once: all that is on its way is given up, the event and the audit tell",
    arguments: Engine.allCases)
  func gone(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept((1...3).map { desk.event("thing:\($0)", 1) })
    desk.receivers.answer(.answered(410))
    let first = try await desk.deliveries(of: webhook)[0]
    #expect(try await desk.sender.attempt(first.id) == .done)
    try await desk.work()
    #expect(desk.receivers.requests.count == 1)
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed, .failed, .failed])
    let found = try #require(try await desk.store.webhook(webhook.id))
    #expect(found.state == .disabled && found.disabledReason == .gone)
    #expect(try await desk.audited() == ["platform.webhook.created", "platform.webhook.disabled"])
    let events = try await desk.fixture.ledger.database.all(
      "SELECT type, data FROM platform_outbox"
    ) { try [$0.get(0, as: String.self), $0.get(1, as: String.self)] }
    #expect(events.map(\.first) == ["platform.webhook.disabled"])
    #expect(events.first?.last?.contains("\"reason\":\"gone\"") == true)
  }

  @Test(
    "Five days of failures disable, over all deliveries, and a success begins anew",
    arguments: Engine.allCases)
  func failing(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    func attemptNew(_ number: Int64) async throws {
      try await desk.accept([desk.event("thing:\(number)", number)])
      let new = try #require(try await desk.deliveries(of: webhook).last)
      _ = try await desk.sender.attempt(new.id)
    }
    desk.receivers.answer(.answered(500))
    try await attemptNew(1)
    desk.machine.advance(seconds: 4 * 86_400)
    desk.receivers.answer(.answered(204))
    try await attemptNew(2)
    desk.receivers.answer(.answered(500))
    try await attemptNew(3)
    desk.machine.advance(seconds: Webhook.patience - 1)
    try await attemptNew(4)
    #expect(try await desk.store.webhook(webhook.id)?.state == .active)
    desk.machine.advance(seconds: 1)
    try await attemptNew(5)
    #expect(try await desk.store.webhook(webhook.id)?.disabledReason == .failing)
    try await desk.clear()
    let states = try await desk.deliveries(of: webhook).map(\.state)
    #expect(states == [.failed, .succeeded, .failed, .failed, .failed])
  }

  @Test(
    "Two senders never send one delivery at once, and one that died is stood in for",
    arguments: Engine.allCases)
  func leases(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    let delivery = try await desk.deliveries(of: webhook)[0]
    let door = Door()
    desk.receivers.hold(webhook.url, with: door)
    async let first = desk.sender.attempt(delivery.id)
    await door.waitForVisitor()
    let lease = desk.machine.now().adding(seconds: WebhookSender.lease)
    #expect(try await desk.sender.attempt(delivery.id) == .again(at: lease))
    #expect(desk.receivers.requests.count == 1)

    // The first one is given up for dead; what it has to say later counts for nothing.
    desk.machine.set(lease)
    async let second = desk.sender.attempt(delivery.id)
    while desk.receivers.requests.count < 2 { await Task.yield() }
    door.open()
    #expect(try await first == .done)
    #expect(try await second == .done)
    let found = try #require(try await desk.store.delivery(delivery.id))
    #expect(found.state == .succeeded && found.attempts.count == 1)
  }

  @Test(
    "A webhook that hangs has a few attempts under way, and holds up no other webhook",
    arguments: Engine.allCases)
  func hanging(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let slow = try await desk.webhook("https://slow.example/")
    let quick = try await desk.webhook("https://quick.example/")
    try await desk.accept((1...6).map { desk.event("thing:\($0)", $0) })
    let door = Door()
    desk.receivers.hold(slow.url, with: door)
    let hanging = try await desk.deliveries(of: slow).prefix(4).map { delivery in
      Task { try await desk.sender.attempt(delivery.id) }
    }
    while desk.receivers.requests.count < 4 { await Task.yield() }
    let rest = try await desk.deliveries(of: slow).suffix(2)
    for delivery in rest { #expect(try await desk.sender.attempt(delivery.id) == .done) }
    #expect(try await desk.deliveries(of: slow).map(\.isWaitingForRoom).suffix(2) == [true, true])
    for delivery in try await desk.deliveries(of: quick) {
      #expect(try await desk.sender.attempt(delivery.id) == .done)
    }

    // Whoever ends an attempt calls those that wait, each once.
    try await desk.fixture.ledger.database.execute("DELETE FROM platform_jobs")
    door.open()
    for task in hanging { #expect(try await task.value == .done) }
    #expect(try await desk.jobs() == rest.map(\.id))
    try await desk.work()
    #expect(try await desk.deliveries(of: slow).allSatisfy { $0.state == .succeeded })
  }

  @Test(
    "An attempt that the server's own end interrupts does not count", arguments: Engine.allCases)
  func interrupted(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    let delivery = try await desk.deliveries(of: webhook)[0]
    desk.receivers.answer(.interrupted)
    #expect(try await desk.sender.attempt(delivery.id) == .again(at: desk.machine.now()))
    let found = try #require(try await desk.store.delivery(delivery.id))
    #expect(found.attempts == [] && found.tries == 0)
    desk.receivers.answer(.answered(200))
    #expect(try await desk.sender.attempt(delivery.id) == .done)
  }

  @Test(
    "An attempt that this server has no room for does not count, and is made after a pause",
    arguments: Engine.allCases)
  func overloaded(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    let delivery = try await desk.deliveries(of: webhook)[0]
    desk.receivers.answer(.overloaded)
    let later = desk.machine.now().adding(milliseconds: 1_000)
    #expect(try await desk.sender.attempt(delivery.id) == .again(at: later))
    let found = try #require(try await desk.store.delivery(delivery.id))
    #expect(found.attempts == [] && found.tries == 0)
    desk.receivers.answer(.answered(200))
    #expect(try await desk.sender.attempt(delivery.id) == .done)
  }

  @Test(
    "A delivery whose job was cancelled is found again, once", arguments: Engine.allCases)
  func forgotten(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept((1...2).map { desk.event("thing:1", $0) })
    try await desk.fixture.ledger.database.execute("DELETE FROM platform_jobs")
    #expect(try await desk.store.enqueueForgotten() == 0)
    desk.machine.advance(seconds: 301)
    for _ in 1...2 { #expect(try await desk.store.enqueueForgotten() == 1) }
    #expect(try await desk.jobs().count == 1)
    try await desk.work()
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.succeeded, .succeeded])
  }

  @Test(
    "Receivers that hang leave places to those that answer, however many they are",
    arguments: Engine.allCases)
  func fairness(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let door = Door()
    var deliveries: [WebhookDelivery.ID] = []
    for number in 0...WebhookSender.mostFailing {
      let webhook = try await desk.webhook("https://\(number).example/", "test.hang.n\(number)")
      desk.receivers.answer(.failed("no answer in time"), at: webhook.url)
      for aggregate in ["a", "b"] {
        let event = desk.event("\(aggregate):\(number)", 1, type: "test.hang.n\(number)")
        try await desk.accept([event])
      }
      let made = try await desk.deliveries(of: webhook)
      _ = try await desk.sender.attempt(made[0].id)
      desk.receivers.hold(webhook.url, with: door)
      deliveries.append(made[1].id)
    }
    let before = desk.receivers.requests.count
    try await withThrowingTaskGroup(of: WebhookSender.NextStep.self) { group in
      for id in deliveries.dropLast() { group.addTask { try await desk.sender.attempt(id) } }
      while desk.receivers.requests.count < before + WebhookSender.mostFailing {
        await Task.yield()
      }
      let last = try #require(deliveries.last)
      let later = desk.machine.now().adding(seconds: 5)
      #expect(try await desk.sender.attempt(last) == .again(at: later))
      let well = try await desk.webhook("https://well.example/", "test.thing.*")
      try await desk.accept([desk.event("thing:1", 1)])
      let delivery = try #require(try await desk.deliveries(of: well).first)
      #expect(try await desk.sender.attempt(delivery.id) == .done)
      #expect(try await desk.store.delivery(delivery.id)?.state == .succeeded)
      door.open()
      try await group.waitForAll()
    }
    #expect(desk.receivers.requests.count == before + WebhookSender.mostFailing + 1)
  }

  @Test(
    "A delivery that is called off is given up, and the next of its aggregate goes",
    arguments: Engine.allCases)
  func calledOff(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept((1...2).map { desk.event("thing:1", $0) })
    let deliveries = try await desk.deliveries(of: webhook)
    desk.receivers.answer(.answered(500))
    _ = try await desk.sender.attempt(deliveries[0].id)
    for _ in 1...2 { try await desk.service.giveUp(deliveries[0].id) }
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed, .pending])
    desk.receivers.answer(.answered(200))
    desk.receivers.forget()
    try await desk.work()
    #expect(desk.receivers.numbers == [2])
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed, .succeeded])
  }
}
