import EventLoop
import Foundation
import HTTP
import Testing

extension OverSockets {
  @Suite("Limits of connections")
  struct LimitTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("Past the limit a connection is answered 503; a place that is freed is given again")
    func maxConnections() throws {
      let gate = Gate()
      let server = try TestServer(
        { $0.maxConnections = 2 },
        respond: { request in
          if request.path == "/held" { await gate.wait() }
          return HTTPResponse(closesConnection: true)
        })
      var kept = [try server.client(), try server.client()]
      for client in kept { try client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n") }
      let refused = try server.client()
      let answer = try refused.answer()
      #expect(answer.status == 503)
      #expect(answer.headers["connection"] == "close")
      #expect(try refused.isClosedByPeer())
      gate.open()
      for client in kept {
        #expect(try client.answer().status == 200)
        #expect(try client.isClosedByPeer())
      }
      // A place is free once the client has closed, too.
      kept = []
      var status = 503
      while status == 503 {
        let next = try server.client()
        try next.send(Self.get)
        status = try next.answer().status
      }
      #expect(status == 200)
    }

    @Test("A port that somebody listens at is refused instead of shared")
    func takenPort() throws {
      let first = try TestServer()
      let error = #expect(throws: SystemCallError.self) {
        try TestServer({ $0.port = first.address.port })
      }
      #expect(error?.description.hasPrefix("bind: Address already in use") == true)
    }

    @Test("A host that cannot be resolved is refused in words")
    func unknownHost() {
      let error = #expect(throws: SystemCallError.self) {
        try TestServer({ $0.host = "no such host" })
      }
      #expect(error?.call == "getaddrinfo")
      #expect(error?.description.contains("not known") == true)
    }

    @Test("A connection ends after as many requests as are configured")
    func requestsPerConnection() throws {
      let server = try TestServer({ $0.requestsPerConnection = 3 })
      let client = try server.client()
      try client.send(String(repeating: Self.get, count: 5))
      let answers = try client.answers()
      #expect(answers.map(\.status) == [200, 200, 200])
      #expect(answers.map { $0.headers["connection"] } == [nil, nil, "close"])
    }

    @Test("A client that half-closes after its requests gets all its answers")
    func halfClose() throws {
      let server = try TestServer(respond: { request in
        for _ in 0..<5 { await Task.yield() }
        return await TestServer.echo(request)
      })
      let client = try server.client()
      try client.send(String(repeating: Self.get, count: 5))
      client.halfClose()
      #expect(try client.answers().map(\.status) == [200, 200, 200, 200, 200])
    }

    @Test(
      "A request that its client breaks off is answered 400",
      arguments: [
        "GET", "GET / HTTP/1.1\r\nHost: a",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
      ])
    func truncated(_ text: String) throws {
      let server = try TestServer()
      let client = try server.client()
      try client.send(text)
      client.halfClose()
      #expect(try client.answers().map(\.status) == [400])
    }

    @Test("Connections on several loops are all served")
    func manyLoops() throws {
      let server = try TestServer(loops: 3)
      let clients = try (0..<40).map { _ in try server.client() }
      for client in clients { try client.send(Self.get) }
      for client in clients { #expect(try client.answer().status == 200) }
    }

    @Test("A flood of pipelined requests is answered in full and in order")
    func flood() throws {
      let server = try TestServer()
      let client = Unchecked(try server.client())
      let count = 5_000
      Thread.detachNewThread {
        for n in 0..<count {
          try? client.value.send("GET /\(n) HTTP/1.1\r\nHost: a\r\n\r\n")
        }
      }
      for n in 0..<count { #expect(try client.value.answer().text == "GET /\(n) ") }
    }
  }
}
