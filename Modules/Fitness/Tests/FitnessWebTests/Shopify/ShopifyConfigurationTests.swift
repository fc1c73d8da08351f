import Configuration
import Curl
import EventLoop
import Fitness
import FitnessProviders
import FitnessTesting
import Kernel
import KernelTesting
import Observability
import Testing

@testable import FitnessWeb

/// What the configuration says of the shop.
@Suite struct ShopifyConfigurationTests {
  private static func load(_ variables: [String: String]) throws -> Configuration {
    try Configuration.load(
      environment: variables, dotEnv: nil,
      declarations: ShopifyConfiguration.all + [DeploymentMode.setting])
  }

  private static let (base, token, secret, version) = (
    "ATRIUM_FITNESS_SHOPIFY_BASE_URL", "ATRIUM_FITNESS_SHOPIFY_ACCESS_TOKEN",
    "ATRIUM_FITNESS_SHOPIFY_WEBHOOK_SECRET", "ATRIUM_FITNESS_SHOPIFY_API_VERSION"
  )

  @Test(
    "What belongs together is there together",
    arguments: [
      ([:], 0), ([base: "https://a.example", token: "t"], 0),
      ([base: "https://a.example", token: "t", secret: "s", version: "unstable"], 0),
      ([base: "https://a.example"], 1), ([token: "t"], 1), ([secret: "s"], 1),
      ([base: "https://a.example", token: "t", version: "2026-10/../x"], 1),
    ] as [([String: String], Int)])
  func contradictions(variables: [String: String], count: Int) throws {
    #expect(
      ShopifyConfiguration.contradictions(in: try Self.load(variables)).count == count)
  }

  @Test(
    "In production a shop that others can listen to, or that tells nothing, is pointed out",
    arguments: [
      ([:], 0), ([base: "https://a.example", token: "t", secret: "s"], 0),
      ([base: "https://a.example", token: "t"], 1), ([base: "http://a.example", token: "t"], 2),
    ] as [([String: String], Int)])
  func advice(variables: [String: String], count: Int) throws {
    var variables = variables
    variables["ATRIUM_MODE"] = "development"
    #expect(ShopifyConfiguration.advice(on: try Self.load(variables)).isEmpty)
    variables["ATRIUM_MODE"] = "production"
    #expect(ShopifyConfiguration.advice(on: try Self.load(variables)).count == count)
  }

  @Test("A shop is reached by the configured address, version and token")
  func shop() async throws {
    let fake = try FakeShop([FakeProduct(1, "Mug", price: "1", stock: 1)])
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let client = HTTPClient(
      on: loops.next(), clock: SystemClock(), random: SeededRandom(),
      metrics: MetricsRegistry(process: false))
    let configured = try Self.load([Self.base: fake.base, Self.token: FakeShop.token])
    let shop = ShopifyConfiguration.shop(in: configured, over: client, random: SeededRandom())
    #expect(try await shop?.page(first: 5, after: nil).products.count == 1)
    #expect(fake.seen.map(\.isWellMade) == [true])
    let none = ShopifyConfiguration.shop(
      in: try Self.load([:]), over: client, random: SeededRandom())
    #expect(none.map { _ in true } == nil)
    await client.shutdown()
  }
}
