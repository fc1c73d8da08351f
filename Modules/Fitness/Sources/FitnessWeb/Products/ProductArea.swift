import ContextKit
import Fitness

/// What coins buy.
struct ProductArea {
  let products: ProductService

  init(_ parts: FitnessParts) {
    products = ProductService(
      store: parts.store, clock: parts.environment.clock, ids: parts.environment.ids)
  }

  var offers: Offers {
    var offers = Offers()
    offers.routes = productRoutes(products)
    return offers
  }
}
