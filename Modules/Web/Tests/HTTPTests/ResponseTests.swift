import HTTP
import Testing

extension OverSockets {
  @Suite("Answers")
  struct ResponseTests {
    private static func get(_ path: String, _ more: String = "") -> String {
      "GET \(path) HTTP/1.1\r\nHost: a\r\n\(more)\r\n"
    }

    @Test("A stream without a length is chunked, and the connection is kept")
    func chunked() throws {
      let server = try TestServer(respond: { _ in
        HTTPResponse(
          body: .stream { writer in
            for n in 0..<100 { try await writer.write(Array("piece \(n);".utf8)) }
            try await writer.write([])
          })
      })
      let client = try server.client()
      for _ in 0..<3 {
        try client.send(Self.get("/"))
        let answer = try client.answer()
        #expect(answer.headers["transfer-encoding"] == "chunked")
        #expect(answer.headers["content-length"] == nil)
        #expect(answer.text == (0..<100).map { "piece \($0);" }.joined())
      }
    }

    @Test("A stream with a length is sent as it is")
    func streamedWithLength() throws {
      let server = try TestServer(respond: { _ in
        HTTPResponse(
          headers: ["Content-Length": "6"],
          body: .stream { writer in
            try await writer.write(Array("abc".utf8))
            try await writer.write(Array("def".utf8))
          })
      })
      let client = try server.client()
      try client.send(Self.get("/") + Self.get("/"))
      for _ in 0..<2 {
        let answer = try client.answer()
        #expect(answer.headers["content-length"] == "6")
        #expect(answer.text == "abcdef")
      }
    }

    @Test(
      "A stream that fails, or does not keep its length, is cut so that it looks unfinished",
      arguments: ["throw", "short", "long"])
    func brokenStream(_ how: String) throws {
      struct Broken: Error {}
      let server = try TestServer(respond: { _ in
        HTTPResponse(
          headers: how == "throw" ? [:] : ["Content-Length": "6"],
          body: .stream { writer in
            try await writer.write(Array("abc".utf8))
            if how == "throw" { throw Broken() }
            if how == "long" { try await writer.write(Array("defg".utf8)) }
          })
      })
      let client = try server.client()
      try client.send(Self.get("/"))
      #expect(throws: RawClient.ClientError.self) { try client.answer() }
      #expect(try client.isClosedByPeer())
    }

    @Test("HTTP/1.0 gets a stream that the connection's end ends, and no chunk")
    func streamToOldClient() throws {
      let server = try TestServer(respond: { _ in
        HTTPResponse(body: .stream { try await $0.write(Array("abc".utf8)) })
      })
      let client = try server.client()
      try client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      let answer = try client.answer()
      #expect(answer.headers["transfer-encoding"] == nil)
      #expect(answer.headers["connection"] == "close")
      #expect(answer.text == "abc")
    }

    @Test("HTTP/1.0 is kept when it asks and the length is known")
    func keptOldClient() throws {
      let server = try TestServer()
      let client = try server.client()
      for _ in 0..<2 {
        try client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try client.answer().headers["connection"] == "keep-alive")
      }
    }

    @Test(
      "HEAD gets the head of GET and not one octet more", arguments: ["bytes", "stream", "none"])
    func head(_ kind: String) throws {
      let server = try TestServer(respond: { request in
        switch kind {
        case "bytes": HTTPResponse(body: .bytes(Array("abc".utf8)))
        case "stream": HTTPResponse(body: .stream { try await $0.write(Array("abc".utf8)) })
        default: HTTPResponse(headers: ["Content-Length": "3"])
        }
      })
      let client = try server.client()
      try client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
      try client.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      for _ in 0..<3 {
        let answer = try client.answer(toHead: true)
        #expect(answer.status == 200)
        #expect(answer.headers["content-length"] == (kind == "stream" ? nil : "3"))
      }
      #expect(try client.isClosedByPeer())
    }

    @Test("A malformed HEAD is refused without a body")
    func malformedHead() throws {
      let server = try TestServer()
      let client = try server.client()
      try client.send("HEAD / HTTP/1.1\r\n\r\n")
      let answer = try client.answer(toHead: true)
      #expect(answer.status == 400)
      #expect(try client.isClosedByPeer())
    }

    @Test("204 and 304 have neither a body nor a length", arguments: [204, 304])
    func bodiless(_ status: Int) throws {
      let server = try TestServer(respond: { _ in
        HTTPResponse(status: status, body: .bytes([1, 2, 3]))
      })
      let client = try server.client()
      try client.send(Self.get("/") + Self.get("/"))
      for _ in 0..<2 {
        let answer = try client.answer()
        #expect(answer.status == status)
        #expect(answer.headers["content-length"] == nil)
      }
    }

    @Test(
      "The server alone frames: what a handler says of length, coding and connection is not sent")
    func ownFields() throws {
      let server = try TestServer(respond: { _ in
        HTTPResponse(
          headers: [
            "Content-Length": "99", "Transfer-Encoding": "chunked", "Connection": "keep-alive, x",
            "Date": "never", "X": "y",
          ], body: .bytes([97]))
      })
      let client = try server.client()
      try client.send(Self.get("/"))
      let answer = try client.answer()
      #expect(answer.headers["content-length"] == "1")
      #expect(answer.headers["transfer-encoding"] == nil)
      #expect(answer.headers["connection"] == nil)
      #expect(answer.headers["date"]?.hasSuffix("GMT") == true)
      #expect(answer.headers["x"] == "y")
    }

    @Test("A field that could split the answer is not sent")
    func splitting() throws {
      let server = try TestServer(respond: { _ in
        HTTPResponse(headers: [
          "X": "a\r\nSet-Cookie: b", "Y\r\nZ": "c", "": "d", "W ": "e", "V": "f\u{0}", "U": "é",
        ])
      })
      let client = try server.client()
      try client.send(Self.get("/"))
      let answer = try client.answer()
      #expect(Set(answer.headers.keys) == ["date", "content-length", "u"])
    }

    @Test("A long body is sent whole to a client that reads late")
    func longBody() throws {
      let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 >> 8) }
      let server = try TestServer(respond: { _ in HTTPResponse(body: .bytes(body)) })
      let client = try server.client(receiveBuffer: 4_096)
      try client.send(Self.get("/") + Self.get("/"))
      #expect(try client.answer().body == body)
      #expect(try client.answer().body.count == body.count)
    }

    @Test("A stream waits for a client that reads late, and is sent whole")
    func longStream() throws {
      let server = try TestServer(respond: { _ in
        HTTPResponse(
          body: .stream { writer in
            for n in 0..<300 {
              try await writer.write([UInt8](repeating: UInt8(n & 255), count: 20_000))
            }
          })
      })
      let client = try server.client(receiveBuffer: 4_096)
      try client.send(Self.get("/"))
      let body = try client.answer().body
      #expect(body.count == 6_000_000)
      #expect(body.last == UInt8(299 & 255))
    }

    @Test("A stream learns that its client went away")
    func streamToNobody() async throws {
      let error = Slot<BodyError?>()
      let server = try TestServer(respond: { _ in
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
      do {
        let client = try server.client()
        try client.send(Self.get("/"))
        _ = try? client.answer(toHead: true)
      }
      #expect(await error.take() == .disconnected)
    }

    @Test("Handlers see the parts of the request as they were sent")
    func parts() throws {
      let server = try TestServer(respond: { request in
        let headers = request.headers
        let parts = [
          request.method.rawValue, request.target, request.path, request.query ?? "-",
          headers["x-a"] ?? "-", headers["missing"] ?? "-",
          headers.values("X-A").joined(separator: "|"), request.remoteAddress,
          "\(headers.count)", headers.map(\.name).joined(separator: "|"),
        ]
        return HTTPResponse(body: .bytes(Array(parts.joined(separator: " ").utf8)))
      })
      let client = try server.client()
      try client.send("PUT /a%2Fb?c=d&e HTTP/1.1\r\nHost: h\r\nX-A: 1 \r\nx-a:2\r\n\r\n")
      #expect(
        try client.answer().text
          == "PUT /a%2Fb?c=d&e /a%2Fb c=d&e 1 - 1|2 127.0.0.1 3 Host|X-A|x-a")
      try client.send("GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try client.answer().text == "GET http://h?q / q - -  127.0.0.1 1 Host")
    }
  }
}
