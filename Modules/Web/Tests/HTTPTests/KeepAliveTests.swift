import HTTP
import Testing

extension OverSockets {
  @Suite("Connections that are kept")
  struct KeepAliveTests {
    @Test("One connection answers many requests, with and without bodies")
    func keepAlive() throws {
      let server = try TestServer()
      let client = try server.client()
      for n in 0..<1_100 {
        try client.send("POST /\(n) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer.text == "POST /\(n) abc")
        #expect(answer.headers["connection"] == nil)
        #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
      }
      try client.send("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let last = try client.answer()
      #expect(last.text == "GET /last ")
      #expect(last.headers["connection"] == "close")
      #expect(try client.isClosedByPeer())
    }

    @Test("Pipelined requests are answered in their order, however long the first one takes")
    func pipelining() throws {
      let server = try TestServer(respond: { request in
        // The later the request, the fewer the suspensions.
        let number = Int(request.path.dropFirst()) ?? 0
        for _ in number..<20 { await Task.yield() }
        return HTTPResponse(body: .bytes(Array(request.path.utf8)))
      })
      let client = try server.client()
      try client.send(
        (0..<20).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
      for n in 0..<20 { #expect(try client.answer().text == "/\(n)") }
    }
  }
}
