public import Configuration
public import Console
public import ContextKit
import Fleet
import FleetSQL
public import Kernel
public import Migrations
public import Ports

/// Fuel for companies' drivers, on account.
public struct FleetPlugin: ContextPlugin {
  /// `fleet`.
  public static let name = "fleet"

  /// The tables of Fleet. Balances stand on the platform's ledger.
  public static var migrations: MigrationStream { FleetSchema.migrations }

  /// The people whom companies consist of, and the codes by which they show who they are.
  public static var needs: [any PortKey.Type] { [UsersPort.self, UserCodesPort.self] }

  /// Mails with invitations, what seals their codes, and what users may be seen as elsewhere.
  public static var uses: [any PortKey.Type] {
    [MailerPort.self, SecretKeeperPort.self, GrantsPort.self]
  }

  /// Where receipts are found from outside.
  public static var settings: [any SettingDeclaration] { FleetConfiguration.all }

  /// Dinars, and litres of fuel.
  public static func units(in configuration: Configuration) -> [Unit] { [.dinar, .litres] }

  let companies: CompanyArea
  let drivers: DriverArea
  let money: MoneyArea
  let receipts: ReceiptArea
  let news: NewsArea
  let sync: SyncArea

  /// Puts Fleet together.
  public init(environment: ContextEnvironment) async throws {
    let parts = try FleetParts(environment)
    drivers = DriverArea(parts)
    companies = CompanyArea(parts, drivers: drivers.invitations)
    money = MoneyArea(parts)
    receipts = ReceiptArea(parts)
    news = NewsArea(parts, companies: companies, drivers: drivers)
    sync = try SyncArea(parts, with: [companies, drivers, money, receipts, news])
  }

  /// All that Fleet does in a server.
  public var offers: Offers {
    var offers = sync.offers
    offers.runtimeSettings = FleetSettings.all
    return offers
  }

  /// Fleet's commands.
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<FleetPlugin>
  ) -> [Command] {
    NewsArea.commands { try await open().plugin }
  }
}
