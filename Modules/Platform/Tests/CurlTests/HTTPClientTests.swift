import Curl
import HTTP
import KernelTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(30))) struct HTTPClientTests {
  /// Tells what came.
  private static let echo: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
    let body = (try? await request.body.collect()) ?? []
    let names = ["X-One", "X-Empty", "Content-Type", "Expect", "Authorization"]
    let fields = names.compactMap { name in request.headers[name].map { "\(name)=\($0)" } }
    let text = ([request.method.description, request.target] + fields).joined(separator: "|")
    return HTTPResponse(
      status: 200, headers: ["X-Seen": text, "Content-Type": "text/plain"], body: .bytes(body))
  }

  @Test("Method, fields and body arrive as they are, and so does the answer")
  func wholeRequest() async throws {
    let peer = try Peer(Self.echo)
    var request = peer.request("POST", "/a?b=c")
    request.headers = [("X-One", "1"), ("X-Empty", ""), ("Content-Type", "application/json")]
    request.body = [UInt8](repeating: 0x61, count: 200_000)
    let answer = try await peer.client.send(request)
    #expect(answer.status == 200)
    #expect(answer["x-seen"] == "POST|/a?b=c|X-One=1|X-Empty=|Content-Type=application/json")
    #expect(answer.body == request.body)
  }

  @Test(
    "Nothing is added to a body's type or to a request without one",
    arguments: ["GET", "HEAD", "DELETE", "PUT", "PATCH", "POST"])
  func methods(method: String) async throws {
    let peer = try Peer(Self.echo)
    let answer = try await peer.client.send(peer.request(method, "/x"))
    #expect(answer.status == 200)
    #expect(answer["X-Seen"] == "\(method)|/x")
  }

  @Test("What cannot be sent as it is, is not sent")
  func invalid() async throws {
    let peer = try Peer(Self.echo)
    var request = peer.request()
    for headers in [
      [("X-One", "a\r\nX-Two: b")], [("X One", "a")], [("", "a")], [("X-One:", "a")],
      [("X-One", "a\0b")],
    ] {
      request.headers = headers
      await #expect(throws: HTTPClientError.self) { try await peer.client.send(request) }
    }
    for url in [
      "ftp://127.0.0.1/", "file:///etc/passwd", peer.url().replacing("//", with: "//a:b@"),
    ] {
      var request = peer.request()
      request.url = url
      await #expect(throws: HTTPClientError.self) { try await peer.client.send(request) }
    }
    await #expect(throws: HTTPClientError.self) {
      try await peer.client.send(peer.request("get"))
    }
  }

  @Test("Connections are used again")
  func keepAlive() async throws {
    let peer = try Peer()
    let keeping = try HostilePeer { connection in
      repeat {
        connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      } while connection.readHead()
    }
    for _ in 1...5 {
      let request = HTTPClientRequest("GET", keeping.url, peer: "test", addresses: .any)
      #expect(try await peer.client.send(request).status == 200)
    }
    #expect(keeping.connections == 1)
    #expect(peer.metric("atrium_http_client_requests_total{peer=\"test\",outcome=\"2xx\"}") == "5")
  }

  @Test("Redirects are the answer, unless they are to be followed, and not without end")
  func redirects() async throws {
    let peer = try Peer { request in
      switch request.target {
      case "/end": HTTPResponse(status: 200, body: .bytes([0x65]))
      case "/ring": HTTPResponse(status: 302, headers: ["Location": "/ring"])
      case "/file": HTTPResponse(status: 302, headers: ["Location": "file:///etc/passwd"])
      default: HTTPResponse(status: 302, headers: ["Location": "/end"], body: .bytes([0x61]))
      }
    }
    #expect(try await peer.get("/begin").status == 302)
    var request = peer.request("GET", "/begin")
    request.redirects = .followed(atMost: 3)
    let answer = try await peer.client.send(request)
    #expect(answer.status == 200 && answer.body == [0x65])
    for path in ["/ring", "/file"] {
      request.url = peer.url(path)
      await #expect(throws: HTTPClientError.malformedAnswer) { try await peer.client.send(request) }
    }
    var post = peer.request("POST", "/begin")
    post.redirects = .followed(atMost: 3)
    #expect(try await peer.client.send(post).status == 302)
  }

  @Test("Beyond the bounds requests wait for their turn, and beyond the line they are refused")
  func bounds() async throws {
    let door = Door()
    let peer = try Peer(limits: HTTPClientLimits(total: 2, perHost: 1, waiting: 1)) { request in
      if request.target == "/slow" { await door.wait() }
      return HTTPResponse(status: 204)
    }
    // On a busy machine one must not end before the other waits for it.
    func get(_ path: String) async throws(HTTPClientError) -> HTTPClientResponse {
      var request = peer.request("GET", path)
      request.deadline = .seconds(3_600)
      return try await peer.client.send(request)
    }
    async let slow = get("/slow")
    await door.waitForVisitor()
    async let waiting = get("/next")
    while peer.metric("atrium_http_client_waiting") != "1", !Task.isCancelled {
      await Task.yield()
    }
    await #expect(throws: HTTPClientError.overloaded) { try await peer.get("/third") }
    door.open()
    #expect(try await slow.status == 204)
    #expect(try await waiting.status == 204)
  }

  @Test("A host that fails is left alone, and asked again by one request after the pause")
  func circuit() async throws {
    let isWell = Atomic<Bool>(false)
    let count = Atomic<Int>(0)
    let peer = try Peer { _ in
      count.add(1, ordering: .relaxed)
      return HTTPResponse(status: isWell.load(ordering: .relaxed) ? 200 : 500)
    }
    for _ in 1...5 { #expect(try await peer.get().status == 500) }
    await #expect(throws: HTTPClientError.circuitOpen) { try await peer.get() }
    #expect(count.load(ordering: .relaxed) == 5)
    var apart = peer.request()
    apart.circuit = .none
    #expect(try await peer.client.send(apart).status == 500)
    isWell.store(true, ordering: .relaxed)
    peer.clock.advance(seconds: 30)
    #expect(try await peer.get().status == 200)
    #expect(try await peer.get().status == 200)
    #expect(
      peer.metric("atrium_http_client_requests_total{peer=\"test\",outcome=\"circuit_open\"}")
        == "1")
  }

  @Test("A request is tried again as its policy says")
  func retries() async throws {
    let count = Atomic<Int>(0)
    let peer = try Peer { _ in
      HTTPResponse(status: count.add(1, ordering: .relaxed).newValue < 3 ? 503 : 200)
    }
    #expect(try await peer.client.send(peer.request(), retrying: RetryPolicy()).status == 200)
    #expect(count.load(ordering: .relaxed) == 3)
    count.store(0, ordering: .relaxed)
    #expect(try await peer.client.send(peer.request("POST"), retrying: RetryPolicy()).status == 503)
    #expect(count.load(ordering: .relaxed) == 1)
  }

  @Test("Who is cancelled waits no more, and neither do those who come after a shutdown")
  func cancellation() async throws {
    let door = Door()
    let peer = try Peer { _ in
      await door.wait()
      return HTTPResponse(status: 204)
    }
    let task = Task { () -> HTTPClientError? in
      do { _ = try await peer.get() } catch let error as HTTPClientError { return error }
      return nil
    }
    await door.waitForVisitor()
    task.cancel()
    #expect(try await task.value == .cancelled)
    let early = Task { () -> HTTPClientError? in
      while !Task.isCancelled { await Task.yield() }
      do { _ = try await peer.get() } catch let error as HTTPClientError { return error }
      return nil
    }
    early.cancel()
    #expect(try await early.value == .cancelled)
    door.open()
    await peer.client.shutdown()
    await #expect(throws: HTTPClientError.shutDown) { try await peer.get() }
  }
}
