import Fitness
import FitnessTesting
import HTTP
import StorageTesting
import Kernel
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

/// Products and orders over HTTP, and who calls.
struct ShopSite {
  let site: Site<FitnessFixture>
  let ada: UserID
  let merchant: UserID
  let support: UserID

  /// The routes on a database of their own, with a user, a merchant and somebody of the support.
  static func make() async throws -> ShopSite {
    let fixture = try await FitnessFixture(on: .sqlite)
    let (ada, merchant, support) = (
      try fixture.user("ada"), try fixture.user("merchant"), try fixture.user("support")
    )
    let site = try Site(
      fixture,
      routes: productRoutes(fixture.products) + orderRoutes(fixture.orders)
        + orderKeepingRoutes(fixture.orders), below: "/api/fitness",
      clock: fixture.time.clock, ids: fixture.ids,
      roles: { user in
        switch user {
        case merchant: [.user, Role("fitness:merchant")]
        case support: [.user, .support]
        default: [.user]
        }
      }, report: { Issue.record($0) })
    return ShopSite(site: site, ada: ada, merchant: merchant, support: support)
  }

  var fixture: FitnessFixture { site.fixture }

  func get(_ target: String, as user: UserID) async -> Answer {
    await site.get("/api/fitness" + target, as: user)
  }

  func post(_ target: String, _ body: String, as user: UserID, key: String? = nil) async -> Answer {
    await site.post("/api/fitness" + target, body, as: user, key: key)
  }

  func put(_ target: String, _ body: String, as user: UserID, ifMatch: String? = nil) async
    -> Answer
  {
    await site.send(.put, "/api/fitness" + target, body, as: user, [("If-Match", ifMatch)])
  }

  func patch(
    _ target: String, _ body: String, as user: UserID, ifMatch: String? = nil
  ) async -> Answer {
    await site.patch("/api/fitness" + target, body, as: user, ifMatch: ifMatch)
  }

  func delete(_ target: String, as user: UserID, ifMatch: String? = nil) async -> Answer {
    await site.send(.delete, "/api/fitness" + target, as: user, [("If-Match", ifMatch)])
  }

  /// Places an order of one of a product.
  func order(_ product: Product, quantity: Int = 1, _ rest: String = "") async -> Answer {
    await post(
      "/orders",
      #"{"items":[{"product_id":"\#(product.id)","quantity":\#(quantity)}]\#(rest)}"#, as: ada)
  }
}
