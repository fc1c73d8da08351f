import Crypto
import Curl
import EventLoop
public import FitnessProviders
import HTTP
import JSON
import Kernel
import KernelTesting
public import Observability
import Synchronization

/// A shop of Shopify on this machine: an HTTP server that answers the one question of the sync as
/// Shopify does, page by page, and fails as a test says.
public final class FakeShop: Sendable {
  /// What goes wrong with one request.
  public enum Trouble: Hashable, Sendable {
    /// The question costs more than is left.
    case throttled(requested: String, available: String, restoreRate: String)
    /// Too many requests came: 429, with this `Retry-After`.
    case tooManyRequests(retryAfter: String?)
    /// An answer of this status without a body.
    case status(Int)
    /// Another answer than a page.
    case body(String)
    /// No answer comes, until the shop is closed.
    case silence
  }

  /// A request as it came.
  public struct Seen: Hashable, Sendable {
    /// How many products were asked for.
    public let first: Int64?
    /// After which place; nil for the first page.
    public let after: String?
    /// The question.
    public let query: String?
    /// Whether the method, the path and the fields of the head are as Shopify wants them.
    public let isWellMade: Bool
  }

  struct State {
    var products: [FakeProduct] = []
    var troubles: [Trouble] = []
    var troublesAfter: [String: Trouble] = [:]
    var seen: [Seen] = []
    var pages = 0
    var mostProducts = Int.max
    var change: (@Sendable (_ page: Int, inout [FakeProduct]) -> Void)?
  }

  /// What the shop expects and signs with.
  public static let (token, secret, version) = ("shpat_test", "shpss_test", "2026-10")

  /// What its clients count.
  public let metrics = MetricsRegistry(process: false)
  private let client: HTTPClient
  private let address: ListeningAddress
  private let loops: EventLoopGroup
  private let server: HTTPServer
  private let counter: FakeCounter

  /// A shop with these products.
  public init(_ products: [FakeProduct] = []) throws {
    counter = FakeCounter(products)
    loops = try EventLoopGroup(count: 2)
    client = HTTPClient(
      on: loops.next(), clock: SystemClock(), random: SeededRandom(), metrics: metrics,
      pause: { _ in })
    var configuration = HTTPServerConfiguration(port: 0)
    configuration.drainGrace = .zero
    server = HTTPServer(configuration: configuration, group: loops, handler: counter)
    address = try server.start()
  }

  deinit {
    counter.close()
    loops.shutdown()
  }

  /// Where it listens.
  public var base: String { "http://\(address)" }

  /// The requests that came.
  public var seen: [Seen] { counter.state.withLock { $0.seen } }

  /// What it sells.
  public var products: [FakeProduct] {
    get { counter.state.withLock { $0.products } }
    set { counter.state.withLock { $0.products = newValue } }
  }

  /// Has the next requests fail, one after the other.
  public func fail(_ troubles: Trouble...) {
    counter.state.withLock { $0.troubles += troubles }
  }

  /// Has the next request fail for the page after a place: `cursor-<number of a product>`.
  public func fail(_ trouble: Trouble, after place: String) {
    counter.state.withLock { $0.troublesAfter[place] = trouble }
  }

  /// Refuses questions for more products than these, as too expensive.
  public func answerAtMost(_ products: Int) {
    counter.state.withLock { $0.mostProducts = products }
  }

  /// Changes what it sells before each page, whose number is counted from 1.
  public func changeBeforePages(
    _ change: @escaping @Sendable (_ page: Int, inout [FakeProduct]) -> Void
  ) {
    counter.state.withLock { $0.change = change }
  }

  /// A client of it that does not wait: it notes how long it would have.
  /// - Parameter base: where the shop is, if it is another one.
  public func catalogue(
    at base: String? = nil, deadline: Duration = .seconds(10), token: String = FakeShop.token,
    pauses: Pauses = Pauses()
  ) -> ShopifyCatalogue {
    var address = ShopifyAddress(
      base: base ?? self.base + "/", accessToken: token, version: Self.version, addresses: .any)
    address.deadline = deadline
    return ShopifyCatalogue(
      address, over: client, random: SeededRandom(),
      pause: { [self] pause in
        // The shop is open for as long as somebody may ask it.
        withExtendedLifetime(self) { pauses.note(pause) }
      })
  }

  /// The signature of a webhook.
  public static func signature(of body: [UInt8], secret: String = FakeShop.secret) -> String {
    Base64.encode(HMAC.sha256(key: Array(secret.utf8), message: body))
  }

  /// How long a client would have waited.
  public final class Pauses: Sendable {
    private let kept = Mutex<[Duration]>([])

    /// Nothing so far.
    public init() {}

    /// The pauses, in their order.
    public var all: [Duration] { kept.withLock { $0 } }

    func note(_ pause: Duration) { kept.withLock { $0.append(pause) } }
  }
}
