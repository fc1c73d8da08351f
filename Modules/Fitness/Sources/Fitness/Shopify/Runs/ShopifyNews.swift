public import Events
import Kernel
import Work

/// The events of the sync, for the catalogue.
public let shopifyEvents = [
  EventDeclaration(
    "fitness.product.oversold",
    "More of a product is ordered than the shop has. The data has product_id, name and units.")
]

extension FitnessNews {
  /// More of a product is ordered than the shop has, for the first time or by more than before.
  static func productOversold(_ row: ShopRow) -> FitnessNews {
    FitnessNews(
      event: Event(
        "fitness.product.oversold", of: "product:\(row.id)", topics: [],
        data: EventData { data in
          try data.write("product_id", row.id)
          try data.write("name", row.content.name)
          try data.write("units", number: row.oversold)
        }))
  }
}
