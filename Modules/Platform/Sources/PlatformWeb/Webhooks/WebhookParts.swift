import Configuration
import ContextKit
import Curl
import Jobs
import Kernel
import PlatformSQL
import Webhooks

/// Webhooks put together: what the platform offers of them.
struct WebhookParts: Sendable {
  /// Whether webhooks may reach addresses that are not public.
  static let allowPrivate = Setting(
    "webhooks.allow_private", .bool, default: false,
    "Whether webhooks may reach this machine and private networks.")

  let service: WebhookService
  /// Where the relay hands events to.
  let outlet: WebhookOutlet
  private let sender: WebhookSender
  private let store: SQLWebhookStore

  /// How often deliveries are looked for that no job is at.
  private static let sweepInterval: Duration = .seconds(60)

  /// Puts webhooks together in the platform's database.
  init(_ environment: ContextEnvironment, client: HTTPClient) {
    let addresses: AddressPolicy =
      environment.configuration[Self.allowPrivate] ? .any : .publicOnly
    let store = SQLWebhookStore(work: environment.work, machineClock: environment.machineClock)
    self.store = store
    service = WebhookService(
      store: store, addresses: WebhookURLRules(addresses: addresses), clock: environment.clock,
      machineClock: environment.machineClock, ids: environment.ids, random: environment.random)
    sender = WebhookSender(
      store: store, transport: HTTPWebhookTransport(client: client, addresses: addresses),
      clock: environment.clock, machineClock: environment.machineClock,
      random: environment.random)
    outlet = WebhookOutlet(machineClock: environment.machineClock, ids: environment.ids)
  }

  /// Attempts deliveries, and clears up after webhooks that are told nothing more.
  var jobs: [JobHandler] { [delivering, clearing] }

  private var clearing: JobHandler {
    JobHandler(ClearWebhook.self) { [service] job, _ in
      guard let id = Webhook.ID(job.webhook) else { throw JobDiscard("there is no such webhook") }
      try await service.clear(id)
    }
  }

  private var delivering: JobHandler {
    JobHandler(
      DeliverWebhook.self,
      callingOff: { [service] job in
        if let id = WebhookDelivery.ID(job.delivery) { try await service.giveUp(id) }
      }
    ) { [sender] job, _ in
      guard let id = WebhookDelivery.ID(job.delivery) else {
        throw JobDiscard("there is no such delivery")
      }
      if case .again(let time) = try await sender.attempt(id) { throw JobSnooze(until: time) }
    }
  }

  /// Finds deliveries that no job is at.
  var background: BackgroundWork {
    BackgroundWork("webhook deliveries without a job", on: .workers) { [store] in
      while true {
        try await store.enqueueForgotten()
        try await Task.sleep(for: Self.sweepInterval)
      }
    }
  }
}
