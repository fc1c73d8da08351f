import Configuration
import ContextKit
import Curl
import JSON
import Jobs
import Kernel
import Observability
import PlatformSQL
import Ports
import Webhooks
import Work

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
  private let log: Logger

  /// How often deliveries are looked for that no job is at.
  private static let sweepInterval: Duration = .seconds(60)

  /// Puts webhooks together in the platform's database.
  /// - Parameter keeper: encrypts what requests are signed with.
  init(_ environment: ContextEnvironment, client: HTTPClient, keeper: any SecretKeeper) {
    let addresses: AddressPolicy =
      environment.configuration[Self.allowPrivate] ? .any : .publicOnly
    let store = SQLWebhookStore(
      work: environment.work, machineClock: environment.machineClock, keeper: keeper)
    self.store = store
    log = environment.log
    service = WebhookService(
      store: store, addresses: WebhookURLRules(addresses: addresses), clock: environment.clock,
      machineClock: environment.machineClock, ids: environment.ids, random: environment.random)
    sender = WebhookSender(
      store: store, transport: HTTPWebhookTransport(client: client, addresses: addresses),
      clock: environment.clock, machineClock: environment.machineClock,
      random: environment.random)
    outlet = WebhookOutlet(machineClock: environment.machineClock, ids: environment.ids)
  }

  /// Checks that what requests are signed with can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  func checkSecrets() async throws { try await store.checkSecrets() }

  /// What is encrypted anew when the key changes.
  var sealedSecrets: SealedSecrets {
    SealedSecrets("webhooks") { [store] in try await store.resealSecrets() }
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

  /// Has the job of a delivery run, with the delivery that it is for; nil if it is no such job.
  func retry(_ job: JobRecord, due: Instant, audit: AuditEntry) async throws -> JobRecord? {
    guard job.kind == DeliverWebhook.kind,
      let arguments = try? JSONDecoding.decode(
        DeliverWebhook.self, from: Array(job.arguments.utf8)),
      let id = WebhookDelivery.ID(arguments.delivery)
    else { return nil }
    return try await store.retry(job.id, of: id, due: due, audit: audit)
  }

  /// Finds deliveries that no job is at, and tells the operator of secrets under another key.
  var background: [BackgroundWork] {
    [
      looking,
      BackgroundWork("webhook encryption") { [store, log] in
        guard try await store.hasOutdatedSecrets() else { return }
        log.warning(
          "not every secret of a webhook is encrypted under auth.encryption_key; run atrium auth "
            + "rotate-encryption")
      },
    ]
  }

  private var looking: BackgroundWork {
    BackgroundWork("webhook deliveries without a job", on: .workers) { [store] in
      while true {
        try await store.enqueueForgotten()
        try await Task.sleep(for: Self.sweepInterval)
      }
    }
  }
}
