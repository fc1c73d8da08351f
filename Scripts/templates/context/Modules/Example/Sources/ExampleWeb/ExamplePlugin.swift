public import Configuration
public import Console
public import ContextKit
import Example
import ExampleSQL
public import Kernel
public import Migrations
import RuntimeSettings

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

  /// Where the morning is at which owners are reminded.
  static let timeZone = Setting(
    "example.time_zone", .timeZone, default: "UTC",
    "The time zone in which owners are reminded of their items at 09:00.")

  /// Example's settings.
  public static var settings: [any SettingDeclaration] { [currency, fee, timeZone] }

  /// When owners are reminded; administrators change it while servers run.
  static let reminderAge = RuntimeSetting(
    "reminder_age", .duration(in: .seconds(3_600)...(.seconds(366 * 86_400))),
    default: .seconds(7 * 86_400), "The age of an item of which its owner is reminded.")

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
  private let store: SQLItemStore
  private let zone: TimeZoneRules
  private let settings: ContextSettings

  /// Puts Example together.
  public init(environment: ContextEnvironment) async throws {
    let unit = environment.configuration[Self.currency]
    store = SQLItemStore(work: environment.work)
    items = ItemService(
      store: store, ledger: environment.ledger,
      fee: Self.feeAmount(in: environment.configuration) ?? .zero(unit),
      clock: environment.clock, ids: environment.ids)
    zone = try TimeZoneRules(identifier: environment.configuration[Self.timeZone])
    settings = environment.settings
  }

  private static func feeAmount(in configuration: Configuration) -> Money? {
    let amount = try? Money(parsing: configuration[fee], unit: configuration[currency])
    return amount.flatMap { (0...Money.largestTransfer).contains($0.minorUnits) ? $0 : nil }
  }

  /// All that Example does in a server.
  public var offers: Offers {
    var offers = Offers()
    offers.routes = itemRoutes(items)
    offers.jobs = itemJobs(items) { [settings] in settings[Self.reminderAge] }
    offers.schedules = itemSchedules(in: zone)
    offers.runtimeSettings = [Self.reminderAge]
    offers.events = itemEvents
    offers.topics = [itemTopic(items)]
    offers.eventSubscribers = [renameSubscriber(items), leaverSubscriber(items)]
    offers.notifications = itemNotifications
    offers.adminResources = [itemResource]
    offers.leaving.append(store.leaving)
    offers.leaverAccounts.append(ExampleAccount.leaverAccounts(in: items.fee.unit))
    offers.personalData.append(ItemExport(items: items))
    return offers
  }

  /// Example's commands.
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<ExamplePlugin>
  ) -> [Command] {
    [creditCommand { try await open().plugin.items }]
  }
}
