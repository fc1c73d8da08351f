import Configuration
import ContextKit
import Curl
import Jobs
import Kernel
import Observability
import PaymentProviders
import Payments
import PlatformSQL
import Ports
import Router

/// Payments put together: what the platform answers and offers of them.
struct PaymentParts: Sendable {
  /// The providers, for contexts.
  let gateways: PaymentGateways
  private let sandbox: Sandbox?
  private let environment: ContextEnvironment
  private let stores: [SharedStore]
  private let keeper: any SecretKeeper

  /// How often webhooks are looked for that no job is at.
  private static let sweepInterval: Duration = .seconds(60)

  /// - Parameter keeper: encrypts what webhooks say.
  init(
    _ environment: ContextEnvironment, _ stores: [SharedStore], client: HTTPClient,
    keeper: any SecretKeeper
  ) {
    self.keeper = keeper
    self.environment = environment
    self.stores = stores
    let configuration = environment.configuration
    let metrics = GatewayMetrics(environment.metrics)
    func reached(_ provider: PaymentProvider, _ base: String) -> GatewayClient? {
      PaymentSettings.address(of: provider, standardBase: base, in: configuration).map {
        GatewayClient(
          peer: provider.rawValue, at: $0, over: client, metrics: metrics,
          random: environment.random)
      }
    }
    sandbox = PaymentSettings.sandbox(in: configuration).map {
      Sandbox(
        store: SQLSandboxStore(work: environment.work), settings: $0, clock: environment.clock)
    }
    var found: [any PaymentGateway] = []
    if let client = reached(.paystack, PaystackGateway.standardBase) {
      found.append(PaystackGateway(client))
    }
    if let client = reached(.flutterwave, FlutterwaveGateway.standardBase) {
      let hash = configuration[
        PaymentSettings.secretHash, PaymentProvider.flutterwave.rawValue]
      found.append(FlutterwaveGateway(client, secretHash: hash))
    }
    if let sandbox { found.append(SandboxGateway(sandbox)) }
    gateways = PaymentGateways(found, standard: configuration.standardProvider)
  }

  /// What takes webhooks in, for the contexts that act on them.
  func intake(_ all: AllOffers) -> PaymentIntake {
    let parties = all.contexts.compactMap { context -> PaymentIntake.Party? in
      guard let receiver = context.offers.payments,
        let store = stores.first(where: { $0.contexts.contains(context.context) })
      else { return nil }
      return PaymentIntake.Party(
        context.context, receiver,
        inbox: SQLPaymentInbox(
          work: store.store.work(of: context.context), context: context.context,
          keeper: keeper))
    }
    return PaymentIntake(
      gateways, parties: parties,
      home: SQLPaymentInbox(
        work: environment.work, context: environment.context, keeper: keeper),
      clock: environment.clock, ids: environment.ids)
  }

  /// The paths of webhooks, below every context that acts on them.
  func webhookRoutes(_ intake: PaymentIntake, _ all: AllOffers) -> [SharedRoutes] {
    let routes = paymentWebhookRoutes(intake, environment.metrics)
    return all.contexts.filter { $0.offers.payments != nil }.map {
      SharedRoutes(below: $0, routes)
    }
  }

  /// What administrators have, and the sandbox where there is one.
  var routes: [Route] {
    paymentAdminRoutes(PaymentDesk(stores, ids: environment.ids, keeper: keeper))
      + (sandbox.map { sandboxRoutes($0) } ?? [])
  }

  /// Sends the sandbox's webhooks, in the platform's database.
  func sandboxJobs(_ intake: PaymentIntake, in store: SharedStore) -> [JobHandler] {
    guard let sandbox, store.contexts.contains(environment.context) else { return [] }
    return [
      JobHandler(SendSandboxWebhook.self) { job, _ in
        guard let webhook = try await sandbox.webhook(job.reference) else { return }
        try await intake.accept(webhook, from: .sandbox)
      }
    ]
  }

  /// Checks that what webhooks say can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  func checkSecrets() async throws {
    for store in stores {
      try await SQLPaymentInbox.bodies.check(in: store.store.database, by: keeper)
    }
  }

  /// What is encrypted anew when the key changes.
  var sealedSecrets: SealedSecrets {
    SealedSecrets("payment_webhooks") { [stores, keeper] in
      var changed = 0
      for store in stores {
        changed += try await SQLPaymentInbox.bodies.reseal(
          in: store.store.work(of: "platform"), by: keeper)
      }
      return changed
    }
  }

  /// Finds webhooks that no job is at, and tells the operator of bodies under another key.
  var background: [BackgroundWork] {
    [
      looking,
      BackgroundWork("payment webhook encryption") { [stores, keeper, log = environment.log] in
        for store in stores
        where try await SQLPaymentInbox.bodies.hasOutdated(in: store.store.database, by: keeper) {
          log.warning(
            "not every webhook of a payment provider is encrypted under auth.encryption_key; run "
              + "atrium auth rotate-encryption")
        }
      },
    ]
  }

  private var looking: BackgroundWork {
    BackgroundWork("payment webhooks without a job", on: .workers) { [stores] in
      while true {
        for store in stores {
          try await SQLPaymentInbox(
            work: store.store.work(of: "platform"), context: "platform"
          ).enqueueForgotten()
        }
        try await Task.sleep(for: Self.sweepInterval)
      }
    }
  }
}
