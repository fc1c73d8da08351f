import Curl
import EventLoop
import HTTP
import Kernel
import KernelTesting
import Observability

/// A client, and a server on a loop of its own that answers as a test says.
final class Peer: Sendable {
  let client: HTTPClient
  let metrics = MetricsRegistry(process: false)
  let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
  let address: ListeningAddress
  private let clientLoop: EventLoopGroup
  private let serverLoop: EventLoopGroup
  private let server: HTTPServer

  init(
    limits: HTTPClientLimits = HTTPClientLimits(),
    _ respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      HTTPResponse(status: 204)
    }
  ) throws {
    clientLoop = try EventLoopGroup(count: 1)
    serverLoop = try EventLoopGroup(count: 1)
    client = HTTPClient(
      on: clientLoop.next(), limits: limits, clock: clock, random: SeededRandom(),
      metrics: metrics, pause: { _ in })
    var configuration = HTTPServerConfiguration(port: 0)
    configuration.drainGrace = .zero
    server = HTTPServer(
      configuration: configuration, group: serverLoop, handler: Handler(body: respond))
    address = try server.start()
  }

  deinit {
    clientLoop.shutdown()
    serverLoop.shutdown()
  }

  func url(_ path: String = "/") -> String { "http://\(address)\(path)" }

  func request(_ method: String = "GET", _ path: String = "/") -> HTTPClientRequest {
    HTTPClientRequest(method, url(path), peer: "test", addresses: .any)
  }

  func get(_ path: String = "/") async throws(HTTPClientError) -> HTTPClientResponse {
    try await client.send(request("GET", path))
  }

  /// The value of a line of the metrics.
  func metric(_ line: String) -> String? {
    String(decoding: metrics.exposition(), as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(line + " ") }.map { String($0.dropFirst(line.count + 1)) }
  }

  private struct Handler: HTTPHandler {
    let body: @Sendable (HTTPRequest) async -> HTTPResponse

    func respond(to request: HTTPRequest) async -> HTTPResponse { await body(request) }
  }
}
