import HTTP
import Testing
import WebSocket

extension OverSockets {
  @Suite("Times and bounds")
  struct BoundTests {
    @Test("A peer that answers pings stays, and one that does not is let go")
    func deadPeer() throws {
      let server = try SocketServer {
        ($0.pingInterval, $0.pongTimeout) = (.milliseconds(40), .milliseconds(80))
      }
      let (living, dead) = (try server.open(), try server.open())
      for _ in 0..<5 {
        #expect(try living.frame() == .init(first: 0x89, payload: []))
        try living.send(Frame(opcode: 10))
      }
      #expect(try dead.frame() == .init(first: 0x89, payload: []))
      #expect(try dead.isClosedByPeer())
    }

    @Test("A peer that does not answer a Close frame is not waited for without end")
    func closeTimeout() throws {
      let server = try SocketServer { $0.closeTimeout = .milliseconds(50) }
      let client = try server.open()
      try client.send(.text("a"))
      #expect(try client.frame() == .text("a"))
      server.service.forEach { $0.close(.normal, "enough") }
      #expect(try client.frame().closeCode == 1000)
      #expect(try client.isClosedByPeer())
    }

    // Neither is to wait until the peer has not answered a ping.
    @Test("A peer for whom too much waits is let go", .timeLimit(.minutes(30)))
    func slowReader() async throws {
      let observer = Observer()
      let server = try SocketServer(
        { $0.pingInterval = .seconds(3_600) }, handler: { observer })
      let client = try server.open(receiveBuffer: 4_096)
      let message = [UInt8](repeating: 97, count: 60_000)
      // More than the kernel takes for a reader that does not read, and than may wait here.
      server.service.forEach { connection in
        for _ in 0..<200 { connection.send(text: message) }
      }
      await observer.closed.wait()
      _ = client
    }

    @Test(
      "A peer that reads nothing while something waits is let go in time", .timeLimit(.minutes(30)))
    func stuckReader() async throws {
      let observer = Observer()
      let server = try SocketServer(
        {
          $0.pingInterval = .seconds(3_600)
          $0.sendTimeout = .milliseconds(80)
          $0.sendBuffer = 100 << 20
        }, handler: { observer })
      let client = try server.open(receiveBuffer: 4_096)
      let message = [UInt8](repeating: 97, count: 60_000)
      server.service.forEach { connection in
        for _ in 0..<200 { connection.send(text: message) }
      }
      await observer.closed.wait()
      _ = client
    }

    @Test("A flood of pings is answered, if not each, and fills no memory")
    func pingFlood() throws {
      let server = try SocketServer { $0.sendBuffer = 16_384 }
      let client = try server.open(receiveBuffer: 4_096)
      let pings = (0..<20_000).flatMap { Frame.ping([UInt8($0 & 0xFF)]).bytes }
      try client.send(pings + Frame.text("end").bytes)
      var pongs = 0
      var frame = try client.frame()
      while frame != .text("end") {
        #expect(frame.first == 0x8A)
        pongs += 1
        frame = try client.frame()
      }
      #expect((1...20_000).contains(pongs))
    }

    @Test("A drain says 1001 and waits for the answer; what does not leave is cut")
    func drain() async throws {
      let server = try SocketServer()
      let (leaving, staying) = (try server.open(), try server.open())
      for client in [leaving, staying] {
        try client.send(.text("a"))
        #expect(try client.frame() == .text("a"))
      }
      let drain = Task { await server.server.drain() }
      #expect(try leaving.frame().closeCode == 1001)
      try leaving.send(.close(1001))
      #expect(try leaving.isClosedByPeer())
      #expect(try staying.frame().closeCode == 1001)
      #expect(try staying.isClosedByPeer())
      await drain.value
    }
  }
}
