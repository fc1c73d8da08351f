import Ajo
import AjoSQL
import Configuration
import ContextKit
import Events
import Kernel
import Observability
import Payments
import Ports
import Router
import RuntimeSettings

/// Money that comes in and goes out, as the plugin offers it.
struct PaymentArea: Sendable {
  /// What is done.
  let services: PaymentServices
  /// Where it is kept.
  let store: SQLPaymentStore
  private let secrets: SQLPaymentSecrets
  private let settings: PaymentSettings
  private let zone: TimeZoneRules
  private let currency: Unit
  private let log: Logger

  /// Puts it together from what the program gives.
  /// - Parameters:
  ///   - zone: where days begin.
  ///   - money: asks for the PIN.
  init(
    _ environment: ContextEnvironment, users: any UserDirectory, currency: Unit,
    zone: TimeZoneRules, money: MoneyOut
  ) throws {
    let settings = PaymentSettings(in: currency)
    let current = environment.settings
    let ended = environment.metrics.counter(
      "atrium_ajo_payments_total", "Payments, by what they are and what became of them.",
      labels: ["what", "state"])
    store = SQLPaymentStore(work: environment.work, currency: currency)
    let seal: any SecretKeeper = try environment.optional(SecretKeeperPort.self) ?? PlainSecrets()
    secrets = SQLPaymentSecrets(work: environment.work, keeper: seal)
    let parts = PaymentParts(
      store: store, ledger: environment.ledger,
      gateways: try environment.require(PaymentsPort.self), users: users,
      seal: seal, clock: environment.clock, machineClock: environment.machineClock,
      ids: environment.ids, currency: currency, zone: zone, terms: { settings.terms(current) },
      count: { ended.labelled($0, $1).increment() })
    services = PaymentServices(
      parts, money: money,
      identity: IdentitySettings.provider(
        in: environment.configuration, over: try environment.require(HTTPClientPort.self),
        clock: environment.machineClock))
    log = environment.log
    self.settings = settings
    self.zone = zone
    self.currency = currency
  }

  /// Checks that what is kept of cards and documents can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  func checkSecrets() async throws { try await secrets.check() }

  /// What is encrypted anew when the key changes.
  private var sealedSecrets: [SealedSecrets] {
    [
      SealedSecrets("cards") { [secrets] in try await secrets.resealCards() },
      SealedSecrets("identity_checks") { [secrets] in try await secrets.resealIdentityChecks() },
    ]
  }

  /// Tells the operator of what is under another key.
  private var background: BackgroundWork {
    BackgroundWork("card encryption") { [secrets, log] in
      guard try await secrets.hasOutdated() else { return }
      log.warning(
        "not every card or document is encrypted under auth.encryption_key; run atrium auth "
          + "rotate-encryption")
    }
  }

  /// Adds what it offers.
  func add(to offers: inout Offers) {
    offers.routes += paymentRoutes(services)
    offers.jobs += paymentJobs(services)
    offers.schedules += paymentSchedules(services.debts, in: zone)
    offers.runtimeSettings += settings.all
    offers.events += paymentEvents
    offers.notifications += paymentNotifications
    offers.adminResources += paymentResources
    offers.sealedSecrets += sealedSecrets
    offers.background.append(background)
    offers.leaving.append(store.leaving)
    offers.leaverAccounts.append(PaymentAccounts.leaverAccounts(in: currency))
    offers.personalData.append(PaymentExport(services: services))
    offers.eventSubscribers.append(
      .ofLeavers(LeaverService.subscriber) { [leavers = services.leavers] user, event in
        try await leavers.forget(user, after: event)
      })
    offers.payments = PaymentReceiver { [news = services.news] in try await news.receive($0) }
  }
}

/// Every route of money that comes in and goes out, below Ajo's mount.
func paymentRoutes(_ services: PaymentServices) -> [Route] {
  depositRoutes(services.deposits) + withdrawalRoutes(services.withdrawals)
    + bankRoutes(services.banks) + cardRoutes(services.cards)
    + identityRoutes(services.identity) + paymentAdminRoutes(services)
    + reconciliationRoutes(services.reconciliation)
}
