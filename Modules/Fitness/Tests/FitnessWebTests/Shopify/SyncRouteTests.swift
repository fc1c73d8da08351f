import Fitness
import FitnessProviders
import FitnessTesting
import HTTP
import JSON
import Kernel
import Storage
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

/// The routes of the sync with the shop, and its webhook.
@Suite(.timeLimit(.minutes(30))) struct SyncRouteTests {
  private struct Scene {
    let site: Site<FitnessFixture>
    let shop: FakeShop
    let merchant: UserID
    let support: UserID
    let walker: UserID

    /// - Parameter isSigned: whether a secret for webhooks is configured.
    init(isSigned: Bool = true, isConfigured: Bool = true) async throws {
      let fixture = try await FitnessFixture(on: .sqlite)
      shop = try FakeShop([FakeProduct(1, "Mug", price: "8.50", stock: 3)])
      (merchant, support, walker) = (fixture.ids.make(), fixture.ids.make(), fixture.ids.make())
      let roles = [merchant: Role("fitness:merchant"), support: Role.support]
      let syncs = fixture.syncs(isConfigured ? shop.catalogue() : nil)
      site = try Site(
        fixture,
        routes: syncRoutes(syncs) + [
          shopifyWebhookRoute(
            syncs, isSigned ? ShopifySignature(secret: FakeShop.secret) : nil,
            clock: fixture.time.clock, ids: fixture.ids
          ) { _ in }
        ], below: "/api/fitness", clock: fixture.time.clock, ids: fixture.ids,
        roles: { roles[$0].map { [.user, $0] } ?? [.user] }, report: { Issue.record($0) })
    }

    func tell(
      _ body: String, topic: String? = "products/update", id: String? = "w-1",
      signature: String? = nil
    ) async -> Answer {
      await site.send(
        .post, "/api/fitness/webhooks/shopify", body, as: nil,
        [
          ("X-Shopify-Hmac-Sha256", signature ?? FakeShop.signature(of: Array(body.utf8))),
          ("X-Shopify-Topic", topic), ("X-Shopify-Webhook-Id", id),
        ])
    }

    func runs() async throws -> Int { try await site.fixture.count("fitness_shopify_runs") }
  }

  @Test("A merchant starts a sync; while it runs it is the same, and its end is seen")
  func start() async throws {
    let scene = try await Scene()
    let first = await scene.site.post("/api/fitness/products/sync", "", as: scene.merchant)
    #expect(first.status == 202 && first["status"] == "running")
    #expect(
      first.json?.members.map(\.key) == [
        "id", "status", "seen", "created", "updated", "removed", "error", "started_at",
        "finished_at",
      ])
    let again = await scene.site.post("/api/fitness/products/sync", "", as: scene.merchant)
    #expect(again.status == 202 && again["id"] == first["id"])
    try await scene.site.fixture.work(on: scene.site.fixture.syncs(scene.shop.catalogue()))
    let id = try #require(first["id"])
    let shown = await scene.site.get("/api/fitness/products/sync/\(id)", as: scene.support)
    #expect(shown.status == 200 && shown["status"] == "succeeded")
    #expect(shown.json?["seen"]?.int64 == 1 && shown.json?["created"]?.int64 == 1)
    let list = await scene.site.get("/api/fitness/products/sync", as: scene.support)
    #expect(list.items.count == 1)
  }

  @Test("Support sees runs and starts none; walkers do neither; unknown runs are unknown")
  func rights() async throws {
    let scene = try await Scene()
    let unknown = "/api/fitness/products/sync/\(scene.site.fixture.ids.make() as SyncRun.ID)"
    #expect(
      await scene.site.post("/api/fitness/products/sync", "", as: scene.support).status == 403)
    #expect(await scene.site.post("/api/fitness/products/sync", "", as: scene.walker).status == 403)
    #expect(await scene.site.get("/api/fitness/products/sync", as: scene.walker).status == 403)
    #expect(await scene.site.get(unknown, as: scene.walker).status == 403)
    #expect(await scene.site.get(unknown, as: scene.support).status == 404)
    #expect(await scene.site.post("/api/fitness/products/sync", "", as: nil).status == 401)
    #expect(try await scene.runs() == 0)
  }

  @Test("Without a shop a sync is refused")
  func notConfigured() async throws {
    let scene = try await Scene(isConfigured: false)
    let answer = await scene.site.post("/api/fitness/products/sync", "", as: scene.merchant)
    #expect(answer.status == 503 && answer["code"] == "provider_not_configured")
  }

  @Test("A webhook that the shop signed starts a sync, once for its id")
  func webhook() async throws {
    let scene = try await Scene()
    for _ in 0..<3 { #expect(await scene.tell(#"{"id":1}"#).status == 200) }
    #expect(try await scene.runs() == 1)
    #expect(try await scene.site.fixture.count("fitness_shopify_events WHERE deliveries = 3") == 1)
    #expect(
      try await scene.site.fixture.count("fitness_shopify_runs WHERE is_followed = \(true)") == 0)
  }

  @Test("Other topics, and what no JSON is, are answered and start nothing")
  func otherTopics() async throws {
    let scene = try await Scene()
    #expect(await scene.tell("{}", topic: "orders/create").status == 200)
    #expect(await scene.tell("no JSON", topic: nil, id: "w-2").status == 200)
    #expect(try await scene.runs() == 0)
  }

  @Test("A webhook without an id is told from others by what it says")
  func noID() async throws {
    let scene = try await Scene()
    for body in ["{}", "{}", "{ }"] { #expect(await scene.tell(body, id: nil).status == 200) }
    #expect(try await scene.site.fixture.count("fitness_shopify_events") == 2)
  }

  @Test("A signature that is missing, another's, or of another body is refused, and nothing kept")
  func badSignature() async throws {
    let scene = try await Scene()
    let body = Array(#"{"id":1}"#.utf8)
    for signature in [
      "", "x", FakeShop.signature(of: body, secret: "other"),
      FakeShop.signature(of: body + [0x20]), FakeShop.signature(of: []),
    ] {
      let answer = await scene.tell(#"{"id":1}"#, signature: signature)
      #expect(answer.status == 401 && answer["code"] == "bad_signature")
    }
    #expect(try await scene.site.fixture.count("fitness_shopify_events") == 0)
  }

  @Test("Without a secret no webhook is taken")
  func noSecret() async throws {
    let scene = try await Scene(isSigned: false)
    let answer = await scene.tell("{}")
    #expect(answer.status == 503 && answer["code"] == "provider_not_configured")
  }
}
