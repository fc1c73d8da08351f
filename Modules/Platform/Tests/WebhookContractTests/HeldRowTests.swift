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

/// The relay while somebody holds a webhook's row. SQLite has one writer, and no rows to hold.
@Suite struct HeldRowTests {
  private static let engines = Engine.allCases.filter { $0 == .postgres }

  /// Accepts an event while a change to a webhook stands at the gate, and lets it go on.
  private func accept(
    _ event: RelayedEvent, at desk: Desk,
    while change: @escaping @Sendable (Gate) async throws -> Void
  ) async throws -> Int {
    let gate = Gate()
    let held = Task { try await change(gate) }
    await gate.entered()
    let accepted = await Task { try await desk.accept([event]) }.result
    gate.open()
    try await held.value
    return try accepted.get()
  }

  @Test(
    "A webhook whose row is held holds up no relay, and its line stays in order",
    arguments: engines)
  func inOrder(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    try await desk.accept([desk.event("thing:1", 1)])
    let accepted = try await accept(desk.event("thing:1", 2), at: desk) { gate in
      try await desk.store.atomically { transaction in
        _ = try transaction.lockWebhook(webhook.id)
        gate.pass()
      }
    }
    #expect(accepted == 1)
    let deliveries = try await desk.deliveries(of: webhook)
    #expect(try await desk.sender.attempt(deliveries[1].id) == .done)
    #expect(desk.receivers.requests.isEmpty)
    try await desk.work()
    try await desk.accept([desk.event("thing:1", 3)])
    try await desk.work()
    #expect(desk.receivers.numbers == [1, 2, 3])
  }

  @Test(
    "An event that is relayed while the one before it ends is delivered", arguments: engines)
  func handedOver(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    let event = desk.event("thing:1", 1)
    try await desk.accept([event])
    let first = try await desk.deliveries(of: webhook)[0]
    _ = try await accept(desk.event("thing:1", 2), at: desk) { gate in
      try await desk.store.atomically { transaction in
        _ = try transaction.lockWebhook(webhook.id)
        guard var delivery = try transaction.lockDelivery(first.id) else { return }
        let attempt = WebhookDelivery.Attempt(
          at: desk.machine.now(), status: 200, milliseconds: 1, error: nil)
        delivery.end(attempt, jitter: 0, at: desk.machine.now())
        try transaction.update(delivery)
        try transaction.advanceLine(of: first.id, at: desk.machine.now())
        gate.pass()
      }
    }
    try await desk.work()
    #expect(desk.receivers.numbers == [2])
  }

  @Test("What is relayed while a webhook is disabled is given up", arguments: engines)
  func disabled(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    _ = try await accept(desk.event("thing:1", 1), at: desk) { gate in
      _ = try await desk.service.change(
        webhook.id, .init(state: .disabled), by: desk.admin
      ) { _ in gate.pass() }
    }
    try await desk.work()
    #expect(desk.receivers.requests.isEmpty)
    #expect(try await desk.deliveries(of: webhook).map(\.state) == [.failed])
  }

  @Test("What is relayed while a webhook is removed is removed", arguments: engines)
  func removed(on engine: Engine) async throws {
    let desk = try await Desk(on: engine)
    let webhook = try await desk.webhook()
    _ = try await accept(desk.event("thing:1", 1), at: desk) { gate in
      try await desk.service.remove(webhook.id, by: desk.admin) { _ in gate.pass() }
    }
    try await desk.work()
    #expect(desk.receivers.requests.isEmpty)
    #expect(try await desk.deliveries(of: webhook) == [])
  }
}
