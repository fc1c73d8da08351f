import ContextKit
import Router
import Testing

/// A kind of offer that a test adds, as somebody would in a file of ContextKit.
private enum PoemOffer: OfferKey {
  typealias Item = String
}

extension Offers {
  fileprivate var poems: [String] {
    get { self[PoemOffer.self] }
    set { self[PoemOffer.self] = newValue }
  }
}

/// What contexts contribute, and who sees it when.
@Suite struct OfferTests {
  private struct First: Part {
    var offers: Offers {
      var offers = Offers()
      offers.poems = ["roses", "violets"]
      return offers
    }

    /// What everybody offers, said again.
    func offers(over all: AllOffers) -> Offers {
      var offers = Offers()
      offers.poems = all.contexts.map { "\($0.context):\($0.offers.poems.count)" }
      return offers
    }
  }

  private struct Second: Part {
    var offers: Offers {
      var offers = Offers()
      offers.poems = ["sugar"]
      return offers
    }

    func offers(over all: AllOffers) -> Offers {
      var offers = Offers()
      offers.poems = ["\(all[PoemOffer.self].count) poems"]
      return offers
    }
  }

  @Test("What is made of all offers sees every context's own, and nothing that is made of all")
  func overAll() async throws {
    let contexts = try await Workshop().assemble([First.self, Second.self])
    #expect(
      contexts.offers[PoemOffer.self] == [
        "roses", "violets", "first:2", "second:1", "sugar", "3 poems",
      ])
    #expect(contexts.offers["second"]?.poems == ["sugar", "3 poems"])
    #expect(contexts.offers["third"] == nil)
    #expect(contexts.context(First.self)?.all["first"]?.poems.count == 4)
  }

  @Test("A context that offers nothing of a kind is no part of it")
  func nothing() {
    let offers = Offers()
    #expect(offers.routes.isEmpty && offers.background.isEmpty && offers.healthChecks.isEmpty)
    #expect(offers.personalData.isEmpty && offers.registration == nil)
  }

  @Test("The first health check that fails is named")
  func health() async {
    struct Broken: Error {}
    var offers = Offers()
    offers.healthChecks = [HealthCheck("pulse") {}]
    let well = ContextOffers(context: "well", mount: "/api/well", offers: offers)
    #expect(await AllOffers([well]).firstFailingCheck() == nil)
    offers.healthChecks += [
      HealthCheck("payments") { throw Broken() }, HealthCheck("mail") { throw Broken() },
    ]
    let ill = ContextOffers(context: "ill", mount: "/api/ill", offers: offers)
    #expect(await AllOffers([well, ill]).firstFailingCheck() == "payments")
  }

  private struct Late: Part {
    func offers(over all: AllOffers) -> Offers {
      var offers = Offers()
      offers.routes = [route("/late", Permission("late.read", .signedIn, keys: true))]
      return offers
    }
  }

  @Test("A permission that API keys could have must be known before what is made of all")
  func latePermission() async throws {
    let workshop = try await Workshop()
    await #expect(
      throws: AssemblyError.latePermission(
        permission: "late.read", route: "GET /late", context: "late")
    ) {
      try await workshop.assemble([Late.self])
    }
  }
}

/// A route that answers nothing in particular.
func route(_ path: String, _ permission: Permission? = nil) -> Route {
  guard let permission else {
    return .get(path, permission: .anyone, summary: "A route of \(path)") { _ in Nothing() }
  }
  return .get(path, permission: permission, summary: "A route of \(path)") { _ in Nothing() }
}

private struct Nothing: ResponseBody {
  static let shape = Shape<Nothing>("Nothing", .string("nothing") { _ in "" })
}
