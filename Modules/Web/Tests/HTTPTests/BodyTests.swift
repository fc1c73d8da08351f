import EventLoop
import HTTP
import Testing

extension OverSockets {
  @Suite("Request bodies")
  struct BodyTests {
    private static func post(_ length: Int, _ more: String = "") -> String {
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\(more)\r\n"
    }

    private static let counting: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
      do {
        var count = 0
        var sum = 0
        for try await piece in request.body.chunks {
          count += piece.count
          sum = piece.reduce(sum) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF }
        }
        return HTTPResponse(body: .bytes(Array("\(count) \(sum)".utf8)))
      } catch {
        return HTTPResponse(status: 500, body: .bytes(Array("\(error)".utf8)))
      }
    }

    private static func sum(_ bytes: [UInt8]) -> String {
      "\(bytes.count) \(bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF })"
    }

    @Test(
      "A long body arrives whole, in pieces, by its length",
      arguments: [1, 16_383, 16_384, 16_385, 65_536, 65_537, 3_000_000])
    func longBody(_ length: Int) throws {
      let server = try TestServer(respond: Self.counting)
      let client = try server.client()
      let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      for _ in 0..<2 {
        try client.send(Array(Self.post(length).utf8) + body)
        #expect(try client.answer().text == Self.sum(body))
      }
    }

    @Test(
      "A chunked body arrives whole, whatever the sizes of its chunks",
      arguments: [1, 7, 4_096, 70_000])
    func chunkedBody(_ size: Int) throws {
      let server = try TestServer(respond: Self.counting)
      let client = try server.client()
      let body = (0..<200_000 / max(1, 100 / size)).map { UInt8(truncatingIfNeeded: $0) }
      var wire = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
      for start in stride(from: 0, to: body.count, by: size) {
        let piece = body[start..<min(start + size, body.count)]
        wire += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10]
      }
      wire += Array("0\r\n\r\n".utf8)
      for _ in 0..<2 {
        try client.send(wire)
        #expect(try client.answer().text == Self.sum(body))
      }
    }

    @Test("A body that is too long by its length is refused before it is read or asked for")
    func tooLongByLength() throws {
      let server = try TestServer()
      let client = try server.client()
      try client.send(Self.post(2 << 20, "Expect: 100-continue\r\n"))
      let answer = try client.answer()
      #expect(answer.status == 413)
      #expect(answer.headers["connection"] == "close")
      #expect(try client.isClosedByPeer())
    }

    @Test("A chunked body is refused once it has grown too long")
    func tooLongByContent() throws {
      let server = try TestServer()
      let client = try server.client()
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n")
      try? client.send([UInt8](repeating: 120, count: 0x20_0000))
      #expect(try client.answer().status == 413)
    }

    @Test("A refusal can be read even after 8 MiB were sent that nobody reads")
    func answerSurvivesUnreadBody() throws {
      let server = try TestServer(
        { $0.lingerTimeout = .seconds(10) }, respond: { _ in HTTPResponse(status: 401) })
      let client = try server.client()
      try client.send(Self.post(8 << 20))
      try client.send([UInt8](repeating: 120, count: 8 << 20))
      let answer = try client.answer()
      #expect(answer.status == 401)
      #expect(answer.headers["connection"] == "close")
      #expect(try client.isClosedByPeer())
    }

    @Test("A short body that nobody reads does not end the connection")
    func shortUnreadBody() throws {
      let server = try TestServer(respond: { _ in HTTPResponse(status: 204) })
      let client = try server.client()
      for length in [10, 20_000, 60_000] {
        try client.send(Array(Self.post(length).utf8) + [UInt8](repeating: 1, count: length))
        let answer = try client.answer()
        #expect(answer.status == 204)
        #expect(answer.headers["connection"] == nil)
        #expect(answer.headers["content-length"] == nil)
      }
    }

    @Test("100 Continue is sent when the handler reads, and once")
    func continues() throws {
      let server = try TestServer()
      let client = try server.client()
      for _ in 0..<2 {
        try client.send(Self.post(3, "Expect: 100-continue\r\n"))
        #expect(try client.answer().status == 100)
        try client.send("abc")
        #expect(try client.answer().text == "POST /p abc")
      }
    }

    @Test("A handler that does not read sends no 100 Continue, and the connection ends")
    func noContinue() throws {
      let server = try TestServer(respond: { _ in HTTPResponse(status: 403) })
      let client = try server.client()
      try client.send(Self.post(3, "Expect: 100-continue\r\n"))
      let answer = try client.answer()
      #expect(answer.status == 403)
      #expect(answer.headers["connection"] == "close")
    }

    @Test("HTTP/1.0 gets no interim answer")
    func noContinueForOldClients() throws {
      let server = try TestServer()
      let client = try server.client()
      try client.send(
        "POST / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx")
      #expect(try client.answers().map(\.status) == [200])
    }

    @Test("A malformed chunk ends a long body that is being read, with 400 instead of the answer")
    func malformedLater() async throws {
      let error = Slot<BodyError?>()
      let server = try TestServer(respond: { request in
        do throws(BodyError) {
          _ = try await request.body.collect()
          error.put(nil)
        } catch let failure {
          error.put(failure)
        }
        return HTTPResponse()
      })
      let client = try server.client()
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n")
      try client.send([UInt8](repeating: 120, count: 0x1_0000))
      try client.send("\r\nxyz\r\n")
      #expect(try client.answers().map(\.status) == [400])
      #expect(await error.take() == .malformed)
    }

    @Test("A reader learns that its client went away")
    func disconnected() async throws {
      let error = Slot<BodyError?>()
      let server = try TestServer(respond: { request in
        do throws(BodyError) {
          _ = try await request.body.collect()
          error.put(nil)
        } catch let failure {
          error.put(failure)
        }
        return HTTPResponse()
      })
      do {
        let client = try server.client()
        try client.send(Self.post(50_000) + "abc")
      }
      #expect(await error.take() != nil)
    }

    @Test("A body can be read from another thread than the loop's")
    func readElsewhere() throws {
      let other = try EventLoopGroup(count: 1)
      defer { other.shutdown() }
      let server = try TestServer(respond: { request in
        let body = await withTaskExecutorPreference(other.loops[0]) {
          try? await request.body.collect()
        }
        return HTTPResponse(body: .bytes(Array("\(body?.count ?? -1)".utf8)))
      })
      let client = try server.client()
      try client.send(Array(Self.post(100_000).utf8) + [UInt8](repeating: 1, count: 100_000))
      #expect(try client.answer().text == "100000")
    }

    @Test("What a handler does not read is not received without bound")
    func backpressure() throws {
      let gate = Gate()
      let server = try TestServer(respond: { request in
        if request.method == .post { await gate.wait() }
        return await TestServer.echo(request)
      })
      defer { gate.open() }
      let (client, other) = (try server.client(), try server.client())
      let length = 256 << 20
      try client.send(Self.post(length))
      let piece = [UInt8](repeating: 0, count: 1 << 20)
      var (sent, refusals) = (0, 0)
      while refusals < 20, sent < length {
        let count = client.sendWhatFits(piece)
        sent += count
        refusals = count == 0 ? refusals + 1 : 0
        // The loop has read what it wanted to before it answers this.
        try other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try other.answer().status == 200)
      }
      // The kernel holds some tens of megabytes for both ends, the server next to nothing.
      #expect(sent < 128 << 20)
    }
  }
}
