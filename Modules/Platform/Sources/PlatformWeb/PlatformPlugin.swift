public import Configuration
public import Console
public import ContextKit
import Events
import Jobs
import Kernel
public import Migrations
import Payments
import PlatformSQL
public import Ports
import Realtime
import Router
import Work

/// What all contexts share, as clients and operators meet it: jobs, schedules, events, sockets,
/// webhooks, settings, the audit trail. It is put together like a context and is part of every
/// program.
public struct PlatformPlugin: ContextPlugin {
  /// `platform`.
  public static let name = "platform"

  /// `/api`; its routes stand at fixed places.
  public static let defaultMount = "/api"

  /// No.
  public static let hostsOthers = false

  /// The tables that are in every database.
  public static var migrations: MigrationStream { PlatformSQL.migrations }

  /// The platform's settings.
  public static var settings: [any SettingDeclaration] {
    [ClockSettings.test, WebhookParts.allowPrivate] + PaymentSettings.all
  }

  /// A clock that can be moved is not for production.
  public static func contradictions(in configuration: Configuration) -> [String] {
    ClockSettings.contradictions(in: configuration)
      + PaymentSettings.contradictions(in: configuration)
  }

  /// What is missing for a payment provider to work whole.
  public static func advice(on configuration: Configuration) -> [String] {
    PaymentSettings.advice(on: configuration)
  }

  /// Every database, and a way to other servers.
  public static var needs: [any PortKey.Type] { [StoresPort.self, HTTPClientPort.self] }

  /// The names of those who acted, who opens sockets, and what encrypts secrets.
  public static var uses: [any PortKey.Type] {
    [UsersPort.self, SocketAuthenticatorPort.self, SecretKeeperPort.self]
  }

  /// The payment providers.
  public static var provides: [any PortKey.Type] { [PaymentsPort.self] }

  let environment: ContextEnvironment
  let stores: [SharedStore]
  private let webhooks: WebhookParts
  let payments: PaymentParts
  let users: (any UserDirectory)?
  private let history: SQLTopicHistory
  /// Whether anybody can be told apart who opens a socket.
  private let hasSockets: Bool

  /// Puts the platform together.
  public init(environment: ContextEnvironment) async throws {
    self.environment = environment
    stores = try environment.require(StoresPort.self)
    let client = try environment.require(HTTPClientPort.self)
    let keeper: any SecretKeeper = try environment.optional(SecretKeeperPort.self) ?? PlainSecrets()
    webhooks = WebhookParts(environment, client: client, keeper: keeper)
    try await webhooks.checkSecrets()
    payments = PaymentParts(environment, stores, client: client, keeper: keeper)
    try await payments.checkSecrets()
    users = try environment.optional(UsersPort.self)
    history = try await SQLTopicHistory(
      database: environment.database, ids: environment.ids, clock: environment.machineClock)
    hasSockets = try environment.optional(SocketAuthenticatorPort.self) != nil
  }

  /// The payment providers.
  public var ports: PortValues {
    var ports = PortValues()
    ports[PaymentsPort.self] = payments.gateways
    return ports
  }

  /// What is the same whatever contexts there are: webhooks, and what API keys may do.
  public var offers: Offers {
    var offers = Offers()
    offers.permissions = Permission.ofPlatform
    offers.fixedRoutes = webhookRoutes(webhooks.service, environment.catalogue)
    offers.jobs = webhooks.jobs
    offers.runtimeSettings = PlatformSettings.all
    offers.adminResources = AdminParts.resources
    offers.background = webhooks.background + AdminParts.background(environment)
    offers.eventHooks = [WebhookHook(webhooks.outlet)]
    offers.events = [WebhookNotices.declaration, PersonalNotifications.declaration]
    offers.notifications = [WebhookNotices.event]
    offers.sealedSecrets = [webhooks.sealedSecrets, payments.sealedSecrets]
    offers.personalData.append(NotificationExport(notifications))
    offers.eventSubscribers = [PersonalNotifications.eraser(notifications)]
    if let users {
      offers.eventSubscribers += [WebhookNotices.subscriber(users, environment.work)]
    }
    return offers
  }

  /// What is made of what contexts offer.
  public func offers(over all: AllOffers) -> Offers {
    var offers = Offers()
    let intake = payments.intake(all)
    let jobs = JobParts(environment, stores, webhooks, all, payments)
    offers.sharedRoutes = payments.webhookRoutes(intake, all)
    let notifications = notifications(all[NotificationOffer.self])
    offers.fixedRoutes =
      jobRoutes(jobs.desk) + scheduleRoutes(jobs.desk) + clockRoutes(jobs.clockDesk)
      + notificationRoutes(notifications) + preferenceRoutes(notifications)
      + AdminParts(self, all).routes + eventTypeRoutes(all) + payments.routes
    environment.catalogue.bind(all[EventDeclarationOffer.self])
    environment.leaving.bind(all.leavingPlaces(stores))
    let realtime = RealtimeParts(environment, stores, history, all)
    if hasSockets {
      environment.sockets.bind(realtime.feed)
      offers.fixedRoutes += realtimeRoutes(environment.sockets, all)
    }
    offers.background = jobs.background + realtime.background + payments.background
    return offers
  }

  private var notifications: NotificationDesk { notifications([]) }

  private func notifications(_ events: [NotificationEvent]) -> NotificationDesk {
    NotificationDesk(
      places: stores.map { SQLNotifications(database: $0.store.database) },
      preferences: SQLPreferences(database: environment.database),
      events: Dictionary(
        events.map { ($0.name, $0.isCritical) }, uniquingKeysWith: { $0 || $1 }),
      clock: environment.clock)
  }

  /// `atrium jobs|schedules|clock|settings …`
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<PlatformPlugin>
  ) -> [Command] {
    let jobs: Opening<JobParts> = {
      let opened = try await open()
      return JobParts(
        opened.plugin.environment, opened.plugin.stores, opened.plugin.webhooks, opened.all,
        opened.plugin.payments)
    }
    let admin: Opening<AdminParts> = {
      let opened = try await open()
      return AdminParts(opened.plugin, opened.all)
    }
    return jobCommands { try await jobs().desk } + clockCommands { try await jobs().clockDesk }
      + settingCommands { try await admin().settings }
  }
}
