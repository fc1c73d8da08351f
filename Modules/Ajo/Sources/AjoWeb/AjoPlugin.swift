public import Ajo
import AjoSQL
public import Configuration
public import Console
public import ContextKit
import Documents
public import Kernel
public import Ledger
public import Migrations
import Payments
public import Ports
import Router

/// Savings circles and the wallet behind them.
public struct AjoPlugin: ContextPlugin {
  /// `ajo`.
  public static let name = "ajo"

  /// The tables of circles. Wallets stand on the platform's ledger.
  public static var migrations: MigrationStream { AjoSchema.migrations }

  /// Whether everybody must give a PIN to send money.
  static let pinRequired = Setting(
    "ajo.pin.required", .bool, default: false,
    "Whether every transfer out needs a PIN; otherwise only those of users who set one.")

  /// Ajo's settings.
  public static var settings: [any SettingDeclaration] {
    [pinRequired, currency, timeZone] + IdentitySettings.all
  }

  /// Which of them have better names.
  public static func advice(on configuration: Configuration) -> [String] {
    IdentitySettings.advice(on: configuration)
  }

  /// What of who finds out who users are makes no sense together.
  public static func contradictions(in configuration: Configuration) -> [String] {
    IdentitySettings.contradictions(in: configuration)
  }

  /// The users who pay each other, and the providers by way of whom they pay in and out.
  public static var needs: [any PortKey.Type] {
    [UsersPort.self, AccountsPort.self, PaymentsPort.self, HTTPClientPort.self]
  }

  /// The PINs that they pay with, and what seals their secrets.
  public static var uses: [any PortKey.Type] { [PinPort.self, SecretKeeperPort.self] }

  /// The wallets, for contexts that charge them.
  public static var provides: [any PortKey.Type] { [WalletPort.self] }

  /// What charges wallets for other contexts.
  public var ports: PortValues {
    var ports = PortValues()
    ports[WalletPort.self] = charges
    return ports
  }

  /// The currency of every wallet.
  public static let currency = Setting(
    "ajo.currency", .currency, default: Unit(code: "NGN", fractionDigits: 2),
    "The currency of every wallet, by its ISO 4217 code. Choose it before the first wallet.")

  /// The zone whose days Ajo counts by.
  static let timeZone = Setting(
    "ajo.time_zone", .timeZone, default: "Africa/Lagos",
    "The time zone in which days begin and end, in statements as in savings circles.")

  /// The currency of its wallets.
  public static func units(in configuration: Configuration) -> [Unit] {
    [configuration[currency]]
  }

  /// What users owe.
  public static var overdrafts: [OverdraftPurpose] { PaymentAccounts.overdrafts }

  /// The wallets.
  public let wallets: WalletService
  let transfers: TransferService
  private let charges: ChargeService
  private let statements: StatementService
  private let press: DocumentPress
  /// The users' directory.
  let users: any UserDirectory
  /// Money that comes in and goes out.
  let payments: PaymentArea
  private let audit: any AuditReader
  private let demo: WalletDemo
  private let circles: CircleArea
  private let profile: ProfileArea

  /// Puts Ajo together.
  /// - Throws: `EncryptionKeyMissing` where a secret cannot be read, the store's error, or what a
  ///   part says of its configuration.
  public init(environment: ContextEnvironment) async throws {
    users = try environment.require(UsersPort.self)
    audit = environment.audit
    let currency = environment.configuration[Self.currency]
    let pins = PinPolicy(
      verifier: try environment.optional(PinPort.self),
      isForEverybody: environment.configuration[Self.pinRequired])
    let money = MoneyOut(pins: pins)
    payments = try PaymentArea(
      environment, users: users, currency: currency,
      zone: try TimeZoneRules(identifier: environment.configuration[Self.timeZone]), money: money)
    try await payments.checkSecrets()
    let details: [any EntryDetailSource] = [
      payments.store, SQLCircleStore(work: environment.work, currency: currency),
    ]
    wallets = WalletService(
      ledger: environment.ledger, users: users, clock: environment.clock, ids: environment.ids,
      currency: currency, details: details, unposted: [payments.store])
    transfers = TransferService(
      ledger: environment.ledger, work: environment.work, users: users, money: money,
      ids: environment.ids, currency: currency,
      notices: { [settings = environment.settings] in WalletSettings.notices(settings) })
    charges = ChargeService(
      ledger: environment.ledger, work: environment.work, users: users, money: money,
      currency: currency)
    statements = StatementService(
      ledger: environment.ledger, names: DirectoryNames(users), clock: environment.clock,
      zone: try TimeZoneRules(identifier: environment.configuration[Self.timeZone]),
      currency: currency, details: details)
    press = DocumentPress(pool: environment.hashing)
    demo = WalletDemo(environment, users: users, currency: currency)
    circles = try CircleArea(
      environment, users: users, money: money, wallets: wallets,
      timeZone: environment.configuration[Self.timeZone])
    profile = try ProfileArea(
      environment, wallets: wallets, payments: payments.store,
      zone: try TimeZoneRules(identifier: environment.configuration[Self.timeZone]),
      others: [circles.people.actions])
  }

  /// The wallet's routes, what Ajo keeps about a person, payments among the people of a demo, and
  /// savings circles.
  public var offers: Offers {
    var offers = Offers()
    offers.routes = ajoRoutes(wallets, transfers, statements, press)
    offers.pinCurrency = wallets.currency
    offers.leaverAccounts.append(Wallet.leaverAccounts(in: wallets.currency))
    offers.personalData.append(WalletExport(wallets: wallets, trail: audit))
    offers.runtimeSettings += WalletSettings.all
    offers.events += walletEvents
    offers.notifications += walletNotifications
    payments.add(to: &offers)
    offers.demo.append(
      DemoScene(of: Self.name, after: ["auth"]) { [demo] stage in
        try await demo.perform(on: &stage)
      })
    circles.add(to: &offers)
    profile.add(to: &offers)
    return offers
  }

  /// Ajo's commands.
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<AjoPlugin>
  ) -> [Command] {
    [
      creditCommand { try await open().plugin }, reverseCommand { try await open().plugin },
      reconcileCommand { try await open().plugin },
    ]
      + circleCommands { try await open().plugin.circles }
  }
}

/// Every route of Ajo, below its mount.
func ajoRoutes(
  _ wallets: WalletService, _ transfers: TransferService, _ statements: StatementService,
  _ press: DocumentPress
) -> [Route] {
  walletRoutes(wallets) + transactionRoutes(wallets) + statementRoutes(statements, press)
    + transferRoutes(transfers)
}
