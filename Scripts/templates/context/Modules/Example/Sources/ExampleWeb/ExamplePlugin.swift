public import Configuration
public import Console
public import ContextKit
import Example
import ExampleSQL
public import Kernel
public import Migrations

/// What Example offers to the programs.
public struct ExamplePlugin: ContextPlugin {
  /// `example`.
  public static let name = "example"

  /// The tables of items.
  public static var migrations: MigrationStream { ExampleSchema.migrations }

  /// What fees are paid in.
  static let currency = Setting(
    "example.currency", .currency, default: .naira, "The currency of fees, by its ISO 4217 code.")

  /// What an item costs.
  static let fee = Setting(
    "example.fee", .string, default: "0",
    "The fee of a new item, such as \"1.50\"; 0 for none.")

  /// Example's settings.
  public static var settings: [any SettingDeclaration] { [currency, fee] }

  /// Whether the fee is an amount of the currency.
  public static func contradictions(in configuration: Configuration) -> [String] {
    feeAmount(in: configuration) == nil
      ? ["example.fee must be an amount in example.currency, such as \"1.50\""] : []
  }

  /// The units of its accounts.
  public static func units(in configuration: Configuration) -> [Unit] {
    [configuration[currency]]
  }

  let items: ItemService

  /// Puts Example together.
  public init(environment: ContextEnvironment) async throws {
    let unit = environment.configuration[Self.currency]
    items = ItemService(
      store: SQLItemStore(work: environment.work), ledger: environment.ledger,
      fee: Self.feeAmount(in: environment.configuration) ?? .zero(unit),
      clock: environment.clock, ids: environment.ids)
  }

  private static func feeAmount(in configuration: Configuration) -> Money? {
    let amount = try? Money(parsing: configuration[fee], unit: configuration[currency])
    return amount.flatMap { (0...Money.largestTransfer).contains($0.minorUnits) ? $0 : nil }
  }

  /// Example's routes.
  public var offers: Offers {
    var offers = Offers()
    offers.routes = itemRoutes(items)
    return offers
  }

  /// Example's commands.
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<ExamplePlugin>
  ) -> [Command] {
    [creditCommand { try await open().plugin.items }]
  }
}
