import Curl
import EventLoop
import HTTP
import JSON
import Kernel
import KernelTesting
import Observability
import Payments
import Synchronization

@testable import PaymentProviders

/// A payment provider on this machine that answers as a test says, and adapters that ask it.
final class Provider: Sendable {
  /// A request as it came.
  struct Seen: Sendable {
    let method: String
    let target: String
    let headers: HTTPHeaders
    let body: [UInt8]

    /// A member of its body.
    subscript(_ name: String) -> JSONValue? {
      (try? JSONDocument(parsing: body))?.root[name]
    }

    var line: String { "\(method) \(target)" }
  }

  let metrics = MetricsRegistry(process: false)
  let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
  let client: HTTPClient
  private let address: ListeningAddress
  private let loops: EventLoopGroup
  private let server: HTTPServer
  private let handler: Handler

  init(_ respond: @escaping @Sendable (Seen) async -> HTTPResponse) throws {
    handler = Handler(respond)
    loops = try EventLoopGroup(count: 2)
    client = HTTPClient(
      on: loops.next(), clock: clock, random: SeededRandom(), metrics: metrics, pause: { _ in })
    var configuration = HTTPServerConfiguration(port: 0)
    configuration.drainGrace = .zero
    server = HTTPServer(configuration: configuration, group: loops, handler: handler)
    address = try server.start()
  }

  deinit { loops.shutdown() }

  /// The requests that came.
  var seen: [Seen] { handler.seen.withLock { $0 } }

  /// How its adapters reach it.
  func reaching(deadline: Duration = .seconds(10), base: String? = nil) -> GatewayClient {
    var address = ProviderAddress(
      base: base ?? "http://\(address)/", secret: "sk_test", addresses: .any)
    address.deadline = deadline
    return GatewayClient(
      peer: "test", at: address, over: client, metrics: GatewayMetrics(metrics),
      random: SeededRandom(), pause: { _ in })
  }

  var paystack: PaystackGateway { PaystackGateway(reaching()) }

  var flutterwave: FlutterwaveGateway {
    FlutterwaveGateway(reaching(), secretHash: "the hash")
  }

  /// The value of a line of the metrics.
  func metric(_ line: String) -> String? {
    String(decoding: metrics.exposition(), as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(line + " ") }.map { String($0.dropFirst(line.count + 1)) }
  }

  private final class Handler: HTTPHandler {
    let seen = Mutex<[Seen]>([])
    private let answer: @Sendable (Seen) async -> HTTPResponse

    init(_ answer: @escaping @Sendable (Seen) async -> HTTPResponse) { self.answer = answer }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      let body = (try? await request.body.collect()) ?? []
      let request = Seen(
        method: request.method.description, target: request.target, headers: request.headers,
        body: body)
      seen.withLock { $0.append(request) }
      return await answer(request)
    }
  }
}

extension HTTPResponse {
  /// An answer of JSON.
  static func json(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: ["Content-Type": "application/json"],
      body: .bytes(Array(text.utf8)))
  }
}

/// What the suites ask for.
enum Sample {
  static let reference = reference("ajo-1")

  static func reference(_ text: String) -> PaymentReference {
    PaymentReference(text) ?? PaymentReference(of: "ajo", UserID(rawValue: 1))
  }

  static let charge = ChargeRequest(
    reference: reference, amount: Money(minorUnits: 150_050, unit: .naira),
    email: "ada@example.com", callbackURL: "https://example.com/back")

  static let payout = PayoutRequest(
    reference: reference, amount: Money(minorUnits: 150_050, unit: .naira),
    account: BankAccount(bankCode: "058", number: "0123456789"), accountName: "ADA OBI",
    reason: "Withdrawal")

  static let refund = RefundRequest(
    reference: reference("ajo-2"), charge: reference, providerReference: "77",
    amount: .naira(1_000), reason: "Overpaid")

  static let card = CardAuthorization(
    token: "AUTH_1", signature: nil, brand: "visa", lastFour: "4081", expiryMonth: 12,
    expiryYear: 2_030, email: "ada@example.com")
}
