import Events
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import WorkTesting

@testable import Webhooks

/// Webhooks on a fresh database of one engine, with receivers that answer as a test says.
struct Desk: Sendable {
  let fixture: WorkFixture
  /// The machine's clock; business time stands still on the fixture's.
  let machine = FixedClock(Instant(milliseconds: 1_767_300_000_000))
  let receivers = Receivers()
  let store: SQLWebhookStore
  let service: WebhookService
  let sender: WebhookSender
  let outlet: WebhookOutlet
  let admin = Actor(userID: UserID(rawValue: 7))

  init(on engine: Engine, keeper: any SecretKeeper = PlainSecrets()) async throws {
    try self.init(try await WorkFixture(on: engine), keeper: keeper)
  }

  /// The same over a database that another process made, or one that watches it.
  init(
    _ fixture: WorkFixture, over database: (any Database)? = nil,
    keeper: any SecretKeeper = PlainSecrets()
  ) throws {
    self.fixture = fixture
    let database = database ?? fixture.ledger.database
    let (ids, clock) = (fixture.ledger.ids, fixture.ledger.clock)
    store = SQLWebhookStore(
      work: fixture.work(over: database, context: "platform"), machineClock: machine,
      keeper: keeper)
    service = WebhookService(
      store: store, addresses: NoLoops(), clock: clock, machineClock: machine, ids: ids,
      random: SystemRandomSource())
    sender = WebhookSender(
      store: store, transport: receivers, clock: clock, machineClock: machine,
      random: NoChance())
    outlet = WebhookOutlet(machineClock: machine, ids: ids)
  }

  struct NoLoops: WebhookAddressRules {
    func refusal(of url: String) -> WebhookRefusal? {
      url.hasPrefix("ftp:") ? .urlInvalid : url.contains("localhost") ? .urlNotPublic : nil
    }
  }

  struct NoChance: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
  }

  /// A webhook for all events, unless told otherwise.
  func webhook(_ url: String = "https://a.example/", _ patterns: String...) async throws -> Webhook
  {
    let events = (patterns.isEmpty ? ["*"] : patterns).compactMap { EventPattern($0) }
    return try await service.create(
      WebhookService.Draft(url: url, events: events, description: nil), by: admin
    ).0
  }

  func event(
    _ aggregate: String, _ number: Int64, type: String = "test.thing.changed"
  ) -> RelayedEvent {
    RelayedEvent(
      id: fixture.ledger.ids.make(), context: "test", type: type, aggregate: aggregate,
      number: number, topics: [], data: "{\"n\":\(number)}", at: fixture.ledger.clock.now())
  }

  @discardableResult
  func accept(_ events: [RelayedEvent]) async throws -> Int {
    try await fixture.ledger.database.transaction { [outlet] in try outlet.accept(events, in: $0) }
  }

  /// The deliveries of a webhook, the oldest in front.
  func deliveries(of webhook: Webhook) async throws -> [WebhookDelivery] {
    try await store.deliveries(of: webhook.id, before: nil, limit: 1_000).reversed()
  }

  /// The deliveries that have a waiting job, in the order of the jobs.
  func jobs() async throws -> [WebhookDelivery.ID] {
    try await fixture.ledger.database.all(
      """
      SELECT args FROM platform_jobs WHERE kind = 'webhook.deliver' AND state IN ('available', 'scheduled')
      ORDER BY id
      """
    ) { row in
      // {"delivery_id":"…"}
      let text = try row.get(0, as: String.self)
      return WebhookDelivery.ID(String(text.dropFirst(16).prefix(36)))
    }.compactMap { $0 }
  }

  /// Does the jobs that wait until there is nothing to do at once.
  func work() async throws {
    var done: Set<WebhookDelivery.ID> = []
    while let id = try await jobs().first(where: { !done.contains($0) }) {
      done.insert(id)
      _ = try await sender.attempt(id)
    }
    try await fixture.ledger.database.execute(
      "UPDATE platform_jobs SET state = 'completed' WHERE kind = 'webhook.deliver'")
  }

  /// Does the jobs that clear up after webhooks.
  func clear() async throws {
    let webhooks = try await fixture.ledger.database.all(
      """
      UPDATE platform_jobs SET state = 'completed'
      WHERE kind = 'platform.clear_webhook' AND state = 'available'
      RETURNING args
      """
    ) { row in
      // {"webhook_id":"…"}
      Webhook.ID(String(try row.get(0, as: String.self).dropFirst(15).prefix(36)))
    }
    for id in webhooks.compactMap({ $0 }) { try await service.clear(id) }
  }

  /// What the audit trail says was done.
  func audited() async throws -> [String] {
    try await fixture.ledger.database.all("SELECT action FROM platform_audit ORDER BY sequence") {
      try $0.get(0, as: String.self)
    }
  }
}

/// Receivers that answer as told, 200 unless told otherwise.
final class Receivers: WebhookTransport {
  private struct State {
    var answers: [String: WebhookAnswer] = [:]
    var requests: [WebhookRequest] = []
    var doors: [String: Door] = [:]
  }

  private let state = Mutex(State())

  var requests: [WebhookRequest] { state.withLock { $0.requests } }

  /// The bodies' numbers, as they came.
  var numbers: [Int] {
    requests.compactMap { request in
      let text = String(decoding: request.body, as: UTF8.self)
      return text.firstRange(of: "\"n\":").flatMap { range in
        Int(text[range.upperBound...].prefix { $0.isNumber })
      }
    }
  }

  func answer(_ answer: WebhookAnswer, at url: String = "https://a.example/") {
    state.withLock { $0.answers[url] = answer }
  }

  /// Holds up those who come to an address.
  func hold(_ url: String, with door: Door) { state.withLock { $0.doors[url] = door } }

  func forget() { state.withLock { $0.requests = [] } }

  func send(_ request: WebhookRequest) async -> WebhookAnswer {
    let door = state.withLock { state in
      state.requests.append(request)
      return state.doors[request.url]
    }
    if let door { await door.wait() }
    return state.withLock { $0.answers[request.url] ?? .answered(200) }
  }
}
