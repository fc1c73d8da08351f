public import Configuration
public import Console
public import ContextKit
import Fleet
import FleetSQL
public import Kernel
public import Ledger
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

  /// Addresses of receipts that lead nowhere.
  public static func contradictions(in configuration: Configuration) -> [String] {
    FleetConfiguration.contradictions(in: configuration)
  }

  /// Addresses of receipts that others cannot follow.
  public static func advice(on configuration: Configuration) -> [String] {
    FleetConfiguration.advice(on: configuration)
  }

  /// Dinars, and litres of fuel.
  public static func units(in configuration: Configuration) -> [Unit] { [.dinar, .litres] }

  /// What companies owe, and what comes from outside of them.
  public static var overdrafts: [OverdraftPurpose] { FleetLedger.overdrafts }

  let companies: CompanyArea
  let drivers: DriverArea
  let money: MoneyArea
  let receipts: ReceiptArea
  let news: NewsArea
  let house: HouseArea
  let sync: SyncArea

  /// Puts Fleet together.
  public init(environment: ContextEnvironment) async throws {
    let parts = try FleetParts(environment)
    try await parts.store.checkLetters(openedBy: parts.secrets)
    drivers = DriverArea(parts)
    companies = CompanyArea(parts, drivers: drivers.invitations)
    money = MoneyArea(parts)
    receipts = ReceiptArea(parts)
    news = NewsArea(parts)
    house = HouseArea(parts, members: companies.members)
    sync = try SyncArea(parts, with: [companies, drivers, money, receipts, news, house])
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
    HouseArea.commands { try await open().plugin }
  }
}
