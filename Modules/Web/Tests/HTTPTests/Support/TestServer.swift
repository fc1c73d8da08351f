import EventLoop
import HTTP

/// A server on a free port and a loop of its own, gone with the test.
final class TestServer: Sendable {
  let address: ListeningAddress
  let server: HTTPServer
  let group: EventLoopGroup

  init(
    loops: Int = 1, _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = TestServer.echo
  ) throws {
    var configuration = HTTPServerConfiguration(port: 0)
    configuration.lingerTimeout = .milliseconds(500)
    configure(&configuration)
    group = try EventLoopGroup(count: loops)
    server = HTTPServer(
      configuration: configuration, group: group, handler: ClosureHandler(body: respond))
    address = try server.start()
  }

  deinit { group.shutdown() }

  func client(receiveBuffer: Int32? = nil) throws -> RawClient {
    try RawClient(address, receiveBuffer: receiveBuffer)
  }

  /// Answers with the method, the target and the body.
  static let echo: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
    do {
      let body = try await request.body.collect(limit: 1 << 20)
      let text = "\(request.method) \(request.target) "
      return HTTPResponse(
        headers: ["Content-Type": "text/plain"], body: .bytes(Array(text.utf8) + body))
    } catch BodyError.tooLarge {
      return HTTPResponse(status: 413)
    } catch {
      return HTTPResponse(status: 599)
    }
  }
}

struct ClosureHandler: HTTPHandler {
  let body: @Sendable (HTTPRequest) async -> HTTPResponse

  func respond(to request: HTTPRequest) async -> HTTPResponse { await body(request) }

  func refuse(_ failure: HTTPFailure, headers: HTTPHeaders) -> HTTPResponse {
    var answer = HTTPResponse(status: failure.status, body: .bytes(Array("\(failure)".utf8)))
    answer.headers["Legible"] = headers["X-Legible"]
    return answer
  }
}
