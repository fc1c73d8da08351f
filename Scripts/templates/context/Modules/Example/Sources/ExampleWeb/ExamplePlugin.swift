public import ContextKit
import Example
import ExampleSQL
import Kernel
public import Migrations

/// What Example offers to the programs.
public struct ExamplePlugin: ContextPlugin {
  /// `example`.
  public static let name = "example"

  /// The tables of items.
  public static var migrations: MigrationStream { ExampleSchema.migrations }

  private let items: ItemService

  /// Puts Example together.
  public init(environment: ContextEnvironment) async throws {
    items = ItemService(
      store: SQLItemStore(database: environment.database), clock: environment.clock,
      ids: environment.ids)
  }

  /// Example's routes.
  public var offers: Offers {
    var offers = Offers()
    offers.routes = itemRoutes(items)
    return offers
  }
}
