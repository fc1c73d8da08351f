import Foundation
import Testing

extension ServerTests {
  /// Clients that take their time. How long they are given is `Scripts/check-slow-clients`'s
  /// matter; here the times are short, and only their end is awaited.
  @Suite struct SlowClientTests {
    private static let settings = """
      [http]
      header_timeout = "1s"
      slow_grace = "1s"
      slowest_body = "1 MiB"
      send_timeout = "1s"
      """

    private static let head = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    private static let body =
      "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n{"

    @Test(
      "Who drips a head or a body is told 408 and let go, and others are served all the while",
      arguments: StorageSet.allCases)
    func dripping(on set: StorageSet) async throws {
      try await Deployment.with(set, settings: Self.settings) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let others = ada.client(of: server)
          var slow = try (0..<100).map { number in
            let wire = try Wire(port: server.port)
            try wire.send(number % 2 == 0 ? Self.head : Self.body)
            return wire
          }
          var statuses: [Int] = []
          while !slow.isEmpty {
            let served = [
              try others.get("/healthz").status, try others.get("/api/ajo/wallet").status,
            ]
            #expect(served == [200, 200])
            // One of them at a time, so that each drips far more slowly than it may.
            let wire = slow.removeFirst()
            if try wire.hasInput() {
              statuses.append(try wire.answer().status)
            } else {
              try? wire.send("x")
              slow.append(wire)
            }
          }
          #expect(statuses == Array(repeating: 408, count: 100))
        }
      }
    }

    @Test("Who asks for much and reads nothing is let go, and others are served all the while")
    func deaf() async throws {
      try await Deployment.with(.sqlite, settings: Self.settings) { deployment in
        try await deployment.serving { server in
          let others = server.client()
          let request = "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
          let whole = try others.get("/api/openapi.json").body.count * 500
          let deaf = try (0..<10).map { _ in try Wire(port: server.port, receiveBuffer: 4_096) }
          for wire in deaf { try wire.send(String(repeating: request, count: 500)) }
          var waiting = deaf
          while !waiting.isEmpty {
            #expect(try others.get("/healthz").status == 200)
            let wire = waiting.removeFirst()
            // A socket that the server has closed takes no more, at the second octet at the latest.
            do {
              try wire.send("\r")
              waiting.append(wire)
            } catch WireError.lost {}
          }
          for wire in deaf { #expect((try? wire.rest().count) ?? 0 < whole) }
        }
      }
    }
  }
}
