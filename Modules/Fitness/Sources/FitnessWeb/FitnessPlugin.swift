public import Configuration
public import Console
public import ContextKit
import Fitness
import FitnessSQL
public import Kernel
public import Ledger
public import Migrations
public import Ports

/// Steps that earn coins, and coins that buy rewards.
public struct FitnessPlugin: ContextPlugin {
  /// `fitness`.
  public static let name = "fitness"

  /// The tables of Fitness. Coins stand on the platform's ledger.
  public static var migrations: MigrationStream { FitnessSchema.migrations }

  /// The people who walk.
  public static var needs: [any PortKey.Type] { [UsersPort.self] }

  /// What reaches the shop.
  public static var uses: [any PortKey.Type] { [HTTPClientPort.self] }

  /// The zone of its days, and the shop.
  public static var settings: [any SettingDeclaration] {
    FitnessConfiguration.all + HouseConfiguration.all
  }

  /// What makes no sense together.
  public static func contradictions(in configuration: Configuration) -> [String] {
    ShopifyConfiguration.contradictions(in: configuration)
  }

  /// What could be better.
  public static func advice(on configuration: Configuration) -> [String] {
    ShopifyConfiguration.advice(on: configuration)
  }

  /// Coins.
  public static func units(in configuration: Configuration) -> [Unit] { [.coin] }

  /// What users owe, and where coins come from and go to.
  public static var overdrafts: [OverdraftPurpose] { CoinLedger.overdrafts }

  /// What its areas offer.
  public let offers: Offers
  let house: HouseArea
  let shopify: ShopifyArea

  /// Puts Fitness together.
  public init(environment: ContextEnvironment) async throws {
    let parts = try FitnessParts(environment)
    house = HouseArea(parts)
    shopify = ShopifyArea(parts)
    var offers = Offers()
    for area in [
      StepArea(parts).offers, ProfileArea(parts).offers, CoinArea(parts).offers,
      ReviewArea(parts).offers, AchievementArea(parts).offers, ProductArea(parts).offers,
      OrderArea(parts).offers, shopify.offers, BoardArea(parts).offers,
      ReportArea(parts).offers, house.offers,
    ] {
      offers.append(area)
    }
    offers.runtimeSettings = FitnessSettings.all
    self.offers = offers
  }

  /// Fitness's commands.
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<FitnessPlugin>
  ) -> [Command] {
    HouseArea.commands { try await open().plugin }
      + syncCommands { try await open().plugin.shopify.syncs }
  }
}
