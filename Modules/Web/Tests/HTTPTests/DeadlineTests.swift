import HTTP
import Testing

extension OverSockets {
  @Suite("Deadlines")
  struct DeadlineTests {
    private static let head = "GET / HTTP/1.1\r\nHost: a\r\n"

    @Test("A head that does not come to its end is answered 408")
    func slowHead() throws {
      let server = try TestServer({ $0.headerTimeout = .milliseconds(80) })
      let client = try server.client()
      try client.send(Self.head)
      #expect(try client.answers().map(\.status) == [408])
    }

    @Test("The time for a head is for all of it, not for each line")
    func trickledHead() throws {
      let server = try TestServer({ $0.headerTimeout = .milliseconds(80) })
      let (client, other) = (try server.client(), try server.client())
      try client.send(Self.head)
      // Each answer takes a moment; the moments add up to the timeout.
      var statuses: [Int] = []
      try client.send("X: ")
      for _ in 0..<1_000_000 {
        guard (try? client.send("y")) != nil else { break }
        try other.send(Self.head + "\r\n")
        statuses.append(try other.answer().status)
        if try client.hasBytes() { break }
      }
      #expect(statuses.allSatisfy { $0 == 200 })
      #expect(try client.answer().status == 408)
    }

    @Test("An idle connection is closed without a word")
    func idle() throws {
      let server = try TestServer({ $0.idleTimeout = .milliseconds(80) })
      let client = try server.client()
      #expect(try client.isClosedByPeer())
      let kept = try server.client()
      try kept.send(Self.head + "\r\n")
      #expect(try kept.answer().status == 200)
      #expect(try kept.isClosedByPeer())
    }

    @Test(
      "A body that stalls is answered 408, short or long",
      arguments: [100, 1_000_000])
    func stalledBody(_ length: Int) throws {
      let server = try TestServer({ $0.bodyTimeout = .milliseconds(80) })
      let client = try server.client()
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\nabc")
      #expect(try client.answers().map(\.status) == [408])
    }

    @Test("A body that trickles is answered 408")
    func trickledBody() throws {
      let server = try TestServer({
        $0.slowGrace = .milliseconds(80)
        $0.slowestBody = 50_000_000
      })
      let client = try server.client()
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
      while try !client.hasBytes() {
        if (try? client.send("x")) == nil { break }
      }
      #expect(try client.answer().status == 408)
    }

    @Test("A handler that does not read its body does not run into the client's deadline")
    func slowHandler() async throws {
      let gate = Gate()
      let server = try TestServer(
        {
          $0.bodyTimeout = .milliseconds(40)
          $0.idleTimeout = .milliseconds(40)
          $0.headerTimeout = .milliseconds(40)
        },
        respond: { request in
          await gate.wait()
          return await TestServer.echo(request)
        })
      let client = try server.client()
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n")
      // By the time that another connection has idled out, this one has waited as long.
      #expect(try server.client().isClosedByPeer())
      #expect(try server.client().isClosedByPeer())
      gate.open()
      try client.send([UInt8](repeating: 120, count: 20_000))
      #expect(try client.answer().status == 200)
    }

    @Test("A client that reads nothing is cut, and its stream learns of it")
    func slowReader() async throws {
      let error = Slot<BodyError?>()
      let server = try TestServer(
        { $0.sendTimeout = .milliseconds(80) },
        respond: { _ in
          HTTPResponse(
            body: .stream { writer in
              do {
                while true { try await writer.write([UInt8](repeating: 0, count: 50_000)) }
              } catch let failure as BodyError {
                error.put(failure)
                throw failure
              }
            })
        })
      let client = try server.client(receiveBuffer: 4_096)
      try client.send(Self.head + "\r\n")
      #expect(await error.take() == .disconnected)
    }
  }
}
