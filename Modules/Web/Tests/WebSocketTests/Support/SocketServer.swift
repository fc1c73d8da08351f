import EventLoop
import HTTP
import WebSocket
import WebTesting

/// A server of WebSockets on a free port and a loop of its own, gone with the test.
final class SocketServer: Sendable {
  let address: ListeningAddress
  let server: HTTPServer
  let service: WebSocketService
  private let group: EventLoopGroup

  init(
    _ configure: (inout WebSocketSettings) -> Void = { _ in },
    drainLimit: Duration = .milliseconds(500),
    handler: @escaping @Sendable () -> any WebSocketHandler = { Echo() }
  ) throws {
    var settings = WebSocketSettings()
    settings.acceptsBinary = true
    configure(&settings)
    let service = WebSocketService(settings)
    self.service = service
    var configuration = HTTPServerConfiguration(port: 0)
    configuration.drainGrace = .milliseconds(20)
    configuration.drainLimit = drainLimit
    group = try EventLoopGroup(count: 1)
    server = HTTPServer(
      configuration: configuration, group: group,
      handler: Opening(service: service, handler: handler))
    address = try server.start()
  }

  deinit { group.shutdown() }

  func client(receiveBuffer: Int32? = nil) throws -> SocketClient {
    try SocketClient(address, receiveBuffer: receiveBuffer)
  }

  /// A client whose WebSocket is open.
  /// - Parameter early: octets that it sends behind its request, in one piece with it.
  func open(
    _ fields: String = "", early: [UInt8] = [], receiveBuffer: Int32? = nil
  ) throws -> SocketClient {
    let client = try client(receiveBuffer: receiveBuffer)
    try client.send(Array(Self.request(fields).utf8) + early)
    let head = try client.head()
    guard head[0] == "HTTP/1.1 101 Switching Protocols" else {
      throw SocketClient.ClientError.malformed(head[0])
    }
    return client
  }

  static func request(_ fields: String = "") -> String {
    """
    GET /socket HTTP/1.1\r
    Host: a\r
    Connection: keep-alive, Upgrade\r
    Upgrade: WebSocket\r
    Sec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
    \(fields)\r

    """
  }

  private struct Opening: HTTPHandler {
    let service: WebSocketService
    let handler: @Sendable () -> any WebSocketHandler

    func respond(to request: HTTPRequest) async -> HTTPResponse {
      do {
        let handshake = try WebSocketHandshake(request)
        return service.accept(handshake, subprotocol: handshake.subprotocols.first, handler)
      } catch WebSocketHandshake.Refusal.upgradeRequired {
        return HTTPResponse(status: 426, headers: HTTPHeaders(WebSocketHandshake.invitation))
      } catch {
        return HTTPResponse(status: 400)
      }
    }
  }
}

/// Sends back what it is sent.
final class Echo: WebSocketHandler {
  func opened(_ connection: WebSocketConnection) {}

  func received(text: [UInt8], on connection: WebSocketConnection) {
    connection.send(text: text)
  }

  func received(binary: [UInt8], on connection: WebSocketConnection) {
    connection.send(binary: binary)
  }

  func closed(_ connection: WebSocketConnection) {}
}
