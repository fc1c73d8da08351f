import CLinux
import EventLoop
import Glibc
import HTTP
import Testing

extension OverSockets {
  @Suite("Upgrades")
  struct UpgradeTests {
    /// Sends back what it reads, until the client closes.
    private final class Echo: ReadinessHandler, UpgradedConnection, @unchecked Sendable {
      // Unchecked: touched on the loop only.
      let socket: HTTPUpgradedSocket
      private var registration: Registration?

      init(_ socket: HTTPUpgradedSocket) {
        self.socket = socket
        _ = clinux_send(socket.descriptor, socket.received, UInt(socket.received.count))
        registration = try? socket.loop.register(socket.descriptor, interest: .readable, self)
      }

      func ready(_ events: Interest) {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = clinux_recv(socket.descriptor, &bytes, UInt(bytes.count))
        if count > 0 {
          _ = clinux_send(socket.descriptor, bytes, UInt(count))
        } else {
          cut()
        }
      }

      func drain() { _ = clinux_send(socket.descriptor, Array("bye".utf8), 3) }

      func cut() {
        guard let registration else { return }
        self.registration = nil
        socket.loop.deregister(registration)
        socket.close()
      }
    }

    private static let request =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"

    private static let handingOver: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
      var response = HTTPResponse(status: 101, headers: ["Upgrade": "echo"])
      response.upgrade = HTTPUpgrade { Echo($0) }
      return response
    }

    @Test("A connection is handed over with what came behind its request")
    func handOver() throws {
      let server = try TestServer({ $0.maxConnections = 1 }, respond: Self.handingOver)
      let client = try server.client()
      try client.send(Self.request + "early ")
      let answer = try client.answer()
      #expect(answer.status == 101)
      #expect(answer.headers["connection"] == "Upgrade")
      #expect(answer.headers["upgrade"] == "echo")
      try client.send("late")
      client.halfClose()
      #expect(try client.readToEnd() == Array("early late".utf8))
      // Its place is free again.
      let next = try server.client()
      try next.send(Self.request)
      #expect(try next.answer().status == 101)
    }

    @Test("A drain is told to what connections became, waits for it, and cuts it at its limit")
    func drain() async throws {
      let server = try TestServer(
        {
          $0.drainGrace = .milliseconds(20)
          $0.drainLimit = .milliseconds(400)
        }, respond: Self.handingOver)
      let (leaving, staying) = (try server.client(), try server.client())
      for client in [leaving, staying] {
        try client.send(Self.request)
        #expect(try client.answer().status == 101)
      }
      let drain = Task { await server.server.drain() }
      #expect(try leaving.take(3) == Array("bye".utf8))
      leaving.halfClose()
      #expect(try leaving.isClosedByPeer())
      #expect(try staying.readToEnd() == Array("bye".utf8))
      await drain.value
    }

    @Test("A connection that changes its protocol during a drain is told at once")
    func lateDrain() async throws {
      let server = try TestServer(
        { $0.drainGrace = .milliseconds(300) }, respond: Self.handingOver)
      let client = try server.client()
      try client.send("GET / HTTP/1.0\r\n\r\n")
      #expect(try client.answer().status == 500)
      let late = try server.client()
      let drain = Task { await server.server.drain() }
      try late.send(Self.request)
      #expect(try late.answer().status == 101)
      #expect(try late.take(3) == Array("bye".utf8))
      late.halfClose()
      #expect(try late.isClosedByPeer())
      await drain.value
    }

    @Test("An answer that asks for another protocol names its field for this connection")
    func upgradeRequired() throws {
      let server = try TestServer(respond: { request in
        HTTPResponse(status: 426, headers: ["Upgrade": "echo", "Old": "\(request.isHTTP10)"])
      })
      let client = try server.client()
      try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      let answer = try client.answer()
      #expect(answer.headers["connection"] == "Upgrade")
      #expect(answer.headers["old"] == "false")
      try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      #expect(try client.answer().headers["connection"] == "close, Upgrade")
      let old = try server.client()
      try old.send("GET /a?b HTTP/1.0\r\n\r\n")
      #expect(try old.answer().headers["old"] == "true")
    }
  }
}
