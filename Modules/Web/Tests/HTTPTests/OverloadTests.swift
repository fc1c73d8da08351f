import Testing

@testable import HTTP

extension OverSockets {
  @Suite("What a server has no room for")
  struct OverloadTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func post(_ length: Int, _ fields: String = "") -> String {
      "POST /p HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(length)\r\n\r\n"
    }

    private static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// Lets the server's one loop do what was asked of it before.
    private func turn(_ client: RawClient) throws {
      try client.send(Self.get)
      #expect(try client.answer().status == 200)
    }

    @Test("Idle connections give way to new ones, whether they have asked for something or not")
    func idleGiveWay() throws {
      let told = Notes<HTTPOverload>()
      let server = try TestServer({
        ($0.maxConnections, $0.reclaimAfter) = (3, .zero)
        $0.onOverload = { told.add($0) }
      })
      let (asked, silent, halfway) = (
        try server.client(), try server.client(), try server.client()
      )
      try turn(asked)
      try halfway.send("GET / HTTP/1.1\r\n")
      // All three have been let in once these are answered.
      for _ in 0..<3 { try turn(asked) }
      var newcomers: [RawClient] = []
      for _ in 0..<3 {
        newcomers.append(try server.client())
        try turn(newcomers[newcomers.count - 1])
      }
      for client in [asked, silent, halfway] { #expect(try client.isClosedByPeer()) }
      let load = server.server.load
      #expect(load.count(of: .idleConnections) >= 3)
      #expect(load.count(of: .connections) == 0)
      #expect(told.all.allSatisfy { $0 == .idleConnections })
    }

    @Test("Who has asked for something stays while there are those who have not")
    func strangersFirst() throws {
      let server = try TestServer({ ($0.maxConnections, $0.reclaimAfter) = (2, .zero) })
      let asked = try server.client()
      try turn(asked)
      let silent = try server.client()
      try turn(asked)
      let newcomer = try server.client()
      try turn(newcomer)
      #expect(try silent.isClosedByPeer())
      try turn(asked)
    }

    @Test("Who has asked for something stays while a flood of strangers is too new to give way")
    func floodFirst() throws {
      let server = try TestServer({
        ($0.maxConnections, $0.reclaimAfter) = (5, .milliseconds(100))
        $0.headerTimeout = .milliseconds(200)
      })
      let asked = try server.client()
      try turn(asked)
      do {
        // For as long as this takes, the other asks nothing.
        let halfway = try server.client()
        try halfway.send("GET / HTTP/1.1\r\n")
        #expect(try halfway.answer().status == 408)
      }
      let strangers = try (0..<4).map { _ in try server.client() }
      let newcomers = try (0..<3).map { _ in try server.client() }
      for newcomer in newcomers { try turn(newcomer) }
      try turn(asked)
      withExtendedLifetime(strangers) {}
    }

    @Test("A newcomer waits for a place where all others are too new to give way")
    func newGiveWay() throws {
      let server = try TestServer({ $0.maxConnections = 3 })
      let strangers = try (0..<3).map { _ in try server.client() }
      for stranger in strangers { try stranger.send("GET / HTTP/1.1\r\n") }
      let newcomers = try (0..<3).map { _ in try server.client() }
      for newcomer in newcomers { try newcomer.send(Self.get) }
      for newcomer in newcomers { #expect(try newcomer.answer().status == 200) }
      #expect(server.server.load.count(of: .connections) == 0)
      withExtendedLifetime(strangers) {}
    }

    @Test("Who is one too many is told so and not reset, even where nobody waits to see it read")
    func toldAndLeft() throws {
      let gate = Gate()
      let server = try TestServer(
        { ($0.maxConnections, $0.maxRefusals) = (1, -1) },
        respond: { _ in
          await gate.wait()
          return HTTPResponse()
        })
      let busy = try server.client()
      try busy.send(Self.get)
      let refused = try server.client()
      #expect(try refused.answer().status == 503)
      #expect(try refused.isClosedByPeer())
      gate.open()
      #expect(try busy.answer().status == 200)
    }

    @Test("A connection that is being served does not give way")
    func busyStay() throws {
      let gate = Gate()
      let server = try TestServer(
        { ($0.maxConnections, $0.reclaimAfter) = (1, .zero) },
        respond: { _ in
          await gate.wait()
          return HTTPResponse()
        })
      let busy = try server.client()
      try busy.send(Self.get)
      // Until the first is busy it may have to go.
      var refused = try server.client()
      while try refused.answer().status != 503 { refused = try server.client() }
      gate.open()
      #expect(try busy.answer().status == 200)
      #expect(server.server.load.count(of: .connections) >= 1)
    }

    @Test("A long body is refused by its length before it is asked for, where there is no room")
    func noRoomByLength() throws {
      let server = try TestServer({ $0.requestMemory = 65_536 })
      let client = try server.client()
      try client.send(Self.post(100_000, "Expect: 100-continue\r\n"))
      #expect(try client.answer().status == 503)
      #expect(try client.isClosedByPeer())
      #expect(server.server.load.count(of: .requestMemory) == 1)
    }

    @Test("A body that grows beyond its share is refused, and short ones are served all the while")
    func noRoomByContent() throws {
      let server = try TestServer({ $0.requestMemory = 65_536 })
      let (greedy, modest) = (try server.client(), try server.client())
      try greedy.send(Self.chunked + "4E20\r\n")
      try greedy.send([UInt8](repeating: 120, count: 10_000))
      for _ in 0..<3 {
        try modest.send(Self.post(1_000))
        try modest.send([UInt8](repeating: 121, count: 1_000))
        #expect(try modest.answer().status == 200)
      }
      try greedy.send([UInt8](repeating: 120, count: 9_000))
      #expect(try greedy.answer().status == 503)
      #expect(try greedy.isClosedByPeer())
    }

    @Test("What bodies held is free again once they are answered or their clients are gone")
    func freed() throws {
      let server = try TestServer()
      let other = try server.client()
      do {
        let (whole, broken) = (try server.client(), try server.client())
        try whole.send(Self.post(50_000))
        try whole.send([UInt8](repeating: 120, count: 50_000))
        #expect(try whole.answer().status == 200)
        try broken.send(Self.post(50_000) + String(repeating: "x", count: 20_000))
        try turn(other)
      }
      let memory = server.server.load.requestMemory
      for _ in 0..<1_000 where memory.used > 0 { try turn(other) }
      #expect(memory.used == 0)
    }

    @Test("Heads that have not come whole count too")
    func heads() throws {
      let server = try TestServer({ $0.requestMemory = 16_384 })
      let (long, short) = (try server.client(), try server.client())
      try long.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 6_000))
      #expect(try long.answer().status == 503)
      try turn(short)
    }

    @Test("Requests that come while another is answered are held within bounds")
    func pipelined() throws {
      let gate = Gate()
      let server = try TestServer(
        { $0.requestMemory = 16_384 },
        respond: { request in
          await gate.wait()
          return await TestServer.echo(request)
        })
      let client = try server.client()
      try client.send(String(repeating: Self.get, count: 1_000))
      while server.server.load.count(of: .requestMemory) == 0 {
        let other = try server.client()
        try other.send("!\r\n\r\n")
        #expect(try other.answer().status == 400)
      }
      gate.open()
      let answers = try client.answers()
      #expect(answers.last?.headers["connection"] == "close")
      #expect(answers.count < 1_000)
    }

    @Test("A reader that is too slow is cut off when answers hold too much")
    func slowReader() throws {
      let server = try TestServer(
        { $0.answerMemory = 1 << 20 },
        respond: { request in
          var answer = HTTPResponse(body: .bytes([UInt8](repeating: 120, count: 32 << 20)))
          answer.sharesBody = request.path == "/shared"
          if request.path == "/a" { answer.body = .none }
          return answer
        })
      let (slow, shared, other) = (
        try server.client(receiveBuffer: 4_096), try server.client(receiveBuffer: 4_096),
        try server.client()
      )
      // What changes something is told as far as it goes; nothing else would be begun.
      try slow.send("POST /own HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
      try shared.send("GET /shared HTTP/1.1\r\nHost: a\r\n\r\n")
      while server.server.load.count(of: .answerMemory) == 0 { try turn(other) }
      #expect(try slow.readToEnd().count < 32 << 20)
      #expect(try shared.answer().body.count == 32 << 20)
      for _ in 0..<1_000 where server.server.load.answerMemory.used > 0 { try turn(other) }
      #expect(server.server.load.answerMemory.used == 0)
    }

    @Test("A long answer for which there is no room is refused, behind those before it")
    func longAnswer() throws {
      let server = try TestServer(
        { $0.answerMemory = 1 << 20 },
        respond: { request in
          // More than any socket takes at once.
          let count = request.path == "/long" ? 32 << 20 : 0
          return HTTPResponse(body: .bytes([UInt8](repeating: 120, count: count)))
        })
      let client = try server.client()
      try client.send(Self.get + Self.get + "GET /long HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
      let answers = try client.answers()
      #expect(answers.map(\.status) == [200, 200, 503])
      #expect(answers.last?.headers["connection"] == "close")
      #expect(server.server.load.count(of: .answerMemory) == 1)
      #expect(server.server.load.answerMemory.used == 0)
    }

    @Test("A chunk that announces more than is taken is refused before any of it comes")
    func announcedChunk() throws {
      let server = try TestServer()
      for beginning in ["", "3\r\nabc\r\n"] {
        let client = try server.client()
        try client.send(Self.chunked + beginning + "100001\r\n")
        #expect(try client.answer().status == 413)
      }
    }

    @Test("A method that is longer than any is 501 before it ends", arguments: [33, 20_000])
    func longMethod(_ length: Int) throws {
      let server = try TestServer()
      let client = try server.client()
      try client.send(String(repeating: "M", count: length))
      #expect(try client.answer().status == 501)
    }
  }
}

@Suite("Waiting for a place")
struct PlacesTests {
  @Test("Who finds all places taken waits until the others are old enough to give way, once")
  func waiting() {
    var places = Places()
    #expect(places.answer(at: 100, mayComeFree: true, within: 50) == .soon)
    #expect(places.answer(at: 150, mayComeFree: true, within: 50) == .soon)
    #expect(places.answer(at: 151, mayComeFree: true, within: 50) == .none)
    #expect(places.answer(at: 160, mayComeFree: true, within: 50) == .none)
    places.found()
    #expect(places.answer(at: 170, mayComeFree: true, within: 50) == .soon)
    #expect(places.answer(at: 171, mayComeFree: false, within: 50) == .none)
  }
}

@Suite("Shares of memory")
struct MemoryBudgetTests {
  @Test("The more others hold, the less may one, and something is left for who wants little")
  func shares() {
    let budget = MemoryBudget(limit: 1_000)
    #expect(budget.take(250, holding: 0))
    #expect(!budget.take(1, holding: 250))
    #expect(!budget.take(188, holding: 0))
    #expect(budget.take(187, holding: 0))
    #expect(budget.used == 437)
    #expect(budget.admits(140) && !budget.admits(141))
    #expect(budget.refused == 3)
    budget.give(437)
    #expect(budget.used == 0)
  }

  @Test("Whoever takes as much as they can, many get little and nobody gets all")
  func many() {
    let budget = MemoryBudget(limit: 1 << 20)
    for _ in 0..<1_000 {
      var held = 0
      while budget.take(64, holding: held) { held += 64 }
    }
    #expect(budget.used < 1 << 20)
    #expect(budget.take(16, holding: 0))
  }
}
