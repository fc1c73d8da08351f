import CLinux
import EventLoop
import Glibc
import HTTP
import Testing

extension OverSockets {
  @Suite("Upgrades")
  struct UpgradeTests {
    /// Sends back what it reads, until the client closes.
    private final class Echo: ReadinessHandler, @unchecked Sendable {
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
        } else if let registration {
          socket.loop.deregister(registration)
          socket.close()
        }
      }
    }

    @Test("A connection is handed over with what came behind its request")
    func handOver() throws {
      let server = try TestServer(
        { $0.maxConnections = 1 },
        respond: { _ in
          var response = HTTPResponse(status: 101, headers: ["Upgrade": "echo"])
          response.upgrade = HTTPUpgrade { _ = Echo($0) }
          return response
        })
      let request =
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
      let client = try server.client()
      try client.send(request + "early ")
      let answer = try client.answer()
      #expect(answer.status == 101)
      #expect(answer.headers["connection"] == "Upgrade")
      #expect(answer.headers["upgrade"] == "echo")
      try client.send("late")
      client.halfClose()
      #expect(try client.readToEnd() == Array("early late".utf8))
      // Its place is free again.
      let next = try server.client()
      try next.send(request)
      #expect(try next.answer().status == 101)
    }
  }
}
