import Curl
import Events
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import StorageTesting
import Testing
import WebTesting
import Webhooks
import WorkTesting

@testable import PlatformWeb

/// Webhooks on a database of their own.
struct WebhookDesk: Sendable {
  let fixture: WorkFixture
  let service: WebhookService
  let store: SQLWebhookStore
  let catalogue = EventCatalogue(of: [EventDeclaration("fleet.receipt.issued", "A receipt.")])
  let admin = UserID(rawValue: 1)
  let support = UserID(rawValue: 2)
  let user = UserID(rawValue: 3)

  init(_ addresses: AddressPolicy) async throws {
    fixture = try await WorkFixture(on: .sqlite)
    let ledger = fixture.ledger
    store = SQLWebhookStore(
      work: fixture.work(over: ledger.database, context: "platform"), machineClock: ledger.clock)
    service = WebhookService(
      store: store, addresses: WebhookURLRules(addresses: addresses), clock: ledger.clock,
      machineClock: ledger.clock, ids: ledger.ids, random: SystemRandomSource())
  }

  func sender(_ client: HTTPClient, _ addresses: AddressPolicy) -> WebhookSender {
    WebhookSender(
      store: store, transport: HTTPWebhookTransport(client: client, addresses: addresses),
      clock: fixture.ledger.clock, machineClock: fixture.ledger.clock,
      random: SystemRandomSource())
  }
}

extension Site<WebhookDesk> {
  init(_ addresses: AddressPolicy = .publicOnly) async throws {
    let desk = try await WebhookDesk(addresses)
    try self.init(
      desk, routes: webhookRoutes(desk.service, desk.catalogue), below: "",
      clock: desk.fixture.ledger.clock, ids: desk.fixture.ledger.ids,
      roles: { id in
        id == desk.admin ? [.user, .admin] : id == desk.support ? [.user, .support] : [.user]
      }, report: { Issue.record($0) })
  }

  /// Makes a webhook.
  func webhook(_ url: String = "https://example.com/hooks") async throws -> Answer {
    let answer = await post(
      "/api/admin/webhooks", #"{"url":"\#(url)","events":["*"]}"#, as: fixture.admin)
    try #require(answer.status == 201)
    return answer
  }
}
