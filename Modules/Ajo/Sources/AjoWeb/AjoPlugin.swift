public import Ajo
public import Configuration
public import Console
public import ContextKit
import Kernel
import Ledger
import PlatformSQL
public import Migrations
import Ports
public import Router

/// Savings circles and the wallet behind them.
public struct AjoPlugin: ContextPlugin {
  /// `ajo`.
  public static let name = "ajo"

  /// Ajo's wallets stand on the platform's ledger; it has no tables of its own yet.
  public static var migrations: MigrationStream {
    MigrationStream(name: "ajo", files: [])
  }

  /// Whether everybody must give a PIN to send money.
  static let pinRequired = Setting(
    "ajo.pin.required", .bool, default: false,
    "Whether every transfer out needs a PIN; otherwise only those of users who set one.")

  /// Ajo's settings.
  public static var settings: [any SettingDeclaration] { [pinRequired] }

  /// The currency of every wallet.
  static let currency = Unit.naira

  /// The wallets.
  public let wallets: WalletService
  let transfers: TransferService
  let environment: ContextEnvironment

  /// Puts Ajo together.
  public init(environment: ContextEnvironment) async throws {
    self.environment = environment
    let users = try environment.users()
    let ledger = SQLLedger(
      database: environment.database, clock: environment.clock, ids: environment.ids)
    wallets = WalletService(
      ledger: ledger, users: users, clock: environment.clock, ids: environment.ids,
      currency: Self.currency)
    let pins = PinPolicy(
      verifier: environment.ports.pins,
      isForEverybody: environment.configuration[Self.pinRequired])
    transfers = TransferService(
      ledger: ledger,
      units: SQLUnits(
        database: environment.database, context: Self.name, ledger: ledger,
        clock: environment.clock, machineClock: environment.clock, ids: environment.ids),
      users: users, money: MoneyOut(pins: pins), ids: environment.ids, currency: Self.currency)
  }

  /// Ajo's routes.
  public var routes: [Route] { ajoRoutes(wallets, transfers) }

  /// What Ajo keeps about a person.
  public var ports: ProvidedPorts {
    ProvidedPorts(
      personalData: WalletExport(wallets: wallets, database: environment.database))
  }

  /// Ajo's commands.
  public static func commands(
    _ plugin: @escaping @Sendable () async throws -> AjoPlugin
  ) -> [Command] {
    [creditCommand(plugin)]
  }
}

/// Every route of Ajo, below its mount.
func ajoRoutes(_ wallets: WalletService, _ transfers: TransferService) -> [Route] {
  walletRoutes(wallets) + transactionRoutes(wallets) + transferRoutes(transfers)
}
