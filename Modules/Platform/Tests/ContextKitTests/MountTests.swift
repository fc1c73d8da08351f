import ContextKit
import Router
import Testing

/// Where routes stand once contexts are mounted.
@Suite struct MountTests {
  private struct Home: Part {
    var offers: Offers {
      var offers = Offers()
      offers.routes = [route("/me"), route("/")]
      offers.fixedRoutes = [route("/.well-known/home")]
      return offers
    }

    func offers(over all: AllOffers) -> Offers {
      var offers = Offers()
      offers.sharedRoutes = all.contexts.filter { $0.context != Self.name }.map {
        SharedRoutes(below: $0, [route("/home/me")])
      }
      return offers
    }
  }

  private struct Shop: Part {
    var offers: Offers {
      var offers = Offers()
      offers.routes = [route("/cart")]
      return offers
    }
  }

  private struct Stall: Part {
    var offers: Offers {
      var offers = Offers()
      offers.routes = [route("/cart")]
      return offers
    }
  }

  private func routes(
    _ contexts: [any ContextPlugin.Type], _ mounts: [String: String] = [:]
  ) async throws -> [Route] {
    try await Workshop().assemble(contexts, mounts: mounts).routes
  }

  @Test("Routes stand below the mount, fixed ones where they say, and all under a context's name")
  func places() async throws {
    let routes = try await routes([Home.self, Shop.self])
    #expect(
      routes.map(\.path) == [
        "/api/home/me", "/api/home", "/.well-known/home", "/api/shop/home/me", "/api/shop/cart",
      ])
    #expect(routes.map(\.tag) == ["home", "home", "home", "home", "shop"])
  }

  @Test("An alias below another context counts as the route at home")
  func aliases() async throws {
    let routes = try await routes([Home.self, Shop.self], ["home": "/account"])
    let alias = try #require(routes.first { $0.path == "/api/shop/home/me" })
    #expect(alias.countedAs == "/account/me")
  }

  @Test("Where an alias and a route of its owner meet, they are one")
  func meeting() async throws {
    let routes = try await routes(
      [Home.self, Shop.self, Stall.self],
      ["home": "/api/home", "shop": "/api", "stall": "/api"])
    #expect(routes.count { $0.path == "/api/home/me" } == 1)
  }

  @Test("Two contexts with a route on one path are named by it, and no router is made")
  func conflict() async throws {
    let workshop = try await Workshop()
    let routes = try await routes([Shop.self, Stall.self], ["shop": "/api", "stall": "/api"])
    let error = #expect(throws: RouteConflict.self) {
      try Router(
        routes: routes, authenticator: nil, clock: workshop.shared.clock,
        ids: workshop.shared.ids)
    }
    #expect(error?.description.contains("GET /api/cart") == true, "\(String(describing: error))")
  }
}
