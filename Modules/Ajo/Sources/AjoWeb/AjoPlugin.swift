public import Ajo
public import Console
public import ContextKit
import Kernel
import Ledger
import LedgerSQL
public import Migrations
public import Router

/// Savings circles and the wallet behind them.
public struct AjoPlugin: ContextPlugin {
  /// `ajo`.
  public static let name = "ajo"

  /// Ajo's wallets stand on the platform's ledger; it has no tables of its own yet.
  public static var migrations: MigrationStream {
    MigrationStream(name: "ajo", files: [])
  }

  /// The currency of every wallet.
  static let currency = Unit.naira

  /// The wallets.
  public let wallets: WalletService
  let environment: ContextEnvironment

  /// Puts Ajo together.
  public init(environment: ContextEnvironment) async throws {
    self.environment = environment
    wallets = WalletService(
      ledger: SQLLedger(
        database: environment.database, clock: environment.clock, ids: environment.ids),
      users: try environment.users(), clock: environment.clock, ids: environment.ids,
      currency: Self.currency)
  }

  /// Ajo's routes.
  public var routes: [Route] { walletRoutes(wallets, mount: environment.mount) }

  /// Ajo's commands.
  public static func commands(
    _ plugin: @escaping @Sendable () async throws -> AjoPlugin
  ) -> [Command] {
    [creditCommand(plugin)]
  }
}
