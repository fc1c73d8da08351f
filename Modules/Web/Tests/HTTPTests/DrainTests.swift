import EventLoop
import HTTP
import Testing

extension OverSockets {
  @Suite("Drain")
  struct DrainTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("Answers under way are finished, kept connections are told, and nothing is left")
    func drain() async throws {
      let (gate, started) = (Gate(), Slot<Bool>())
      let server = try TestServer(
        { $0.drainGrace = .milliseconds(150) },
        respond: { request in
          if request.path == "/slow" {
            started.put(true)
            await gate.wait()
          }
          return await TestServer.echo(request)
        })
      let (slow, kept, idle) = (try server.client(), try server.client(), try server.client())
      for client in [kept, idle] {
        try client.send(Self.get)
        #expect(try client.answer().headers["connection"] == nil)
      }
      try slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await started.take()
      let drain = Task { await server.server.drain() }
      // Within the grace requests are answered, on new connections too, and told to be the last.
      var last: String?
      repeat {
        let late = try server.client()
        try late.send(Self.get)
        last = try late.answer().headers["connection"]
      } while last == nil
      try kept.send(Self.get)
      #expect(try kept.answer().headers["connection"] == "close")
      #expect(try kept.isClosedByPeer())
      #expect(try idle.isClosedByPeer())
      gate.open()
      let answer = try slow.answer()
      #expect(answer.text == "GET /slow ")
      #expect(answer.headers["connection"] == "close")
      #expect(try slow.isClosedByPeer())
      await drain.value
      #expect(throws: RawClient.ClientError.self) { try server.client() }
    }

    @Test("Without a drain, connections and the listening socket end with their loop")
    func ends() async throws {
      let server = try TestServer()
      let (kept, half) = (try server.client(), try server.client())
      try kept.send(Self.get)
      #expect(try kept.answer().status == 200)
      try half.send("GET / HTTP/1.1\r\n")
      server.group.shutdown()
      #expect(try kept.isClosedByPeer())
      #expect(try half.isClosedByPeer())
      #expect(throws: RawClient.ClientError.self) { try server.client() }
    }

    @Test("A drain ends at its limit, whatever still runs")
    func limit() async throws {
      let gate = Gate()
      let server = try TestServer(
        {
          $0.drainGrace = .milliseconds(20)
          $0.drainLimit = .milliseconds(100)
        },
        respond: { _ in
          await gate.wait()
          return HTTPResponse()
        })
      let client = try server.client()
      try client.send(Self.get)
      await server.server.drain()
      #expect(try client.isClosedByPeer())
      gate.open()
    }

    @Test("A stream under way is sent to its end")
    func stream() async throws {
      let (gate, started) = (Gate(), Slot<Bool>())
      let server = try TestServer(
        { $0.drainGrace = .milliseconds(20) },
        respond: { _ in
          HTTPResponse(
            body: .stream { writer in
              try await writer.write(Array("one ".utf8))
              started.put(true)
              await gate.wait()
              try await writer.write(Array("two".utf8))
            })
        })
      let (client, idle) = (try server.client(), try server.client())
      try client.send(Self.get)
      _ = await started.take()
      let drain = Task { await server.server.drain() }
      #expect(try idle.isClosedByPeer())
      gate.open()
      #expect(try client.answer().text == "one two")
      await drain.value
    }

    @Test("A server without connections drains too")
    func empty() async throws {
      let server = try TestServer(loops: 2, { $0.drainGrace = .milliseconds(10) })
      await server.server.drain()
      await server.server.drain()
    }
  }
}
