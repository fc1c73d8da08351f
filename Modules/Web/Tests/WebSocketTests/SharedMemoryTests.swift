import HTTP
import Testing
import WebSocket

extension OverSockets {
  @Suite("Memory that sockets share")
  struct SharedMemoryTests {
    @Test("Who holds too much of a message that does not end is cut, and others are served")
    func incoming() throws {
      let memory = MemoryBudget(limit: 65_536)
      let server = try SocketServer { $0.memory = memory }
      let (greedy, modest) = (try server.open(), try server.open())
      let part = [UInt8](repeating: 97, count: 20_000)
      try greedy.send(.text(part, isFinal: false))
      #expect(try greedy.isClosedByPeer())
      try modest.send(.text("a"))
      #expect(try modest.frame() == .text("a"))
      #expect(memory.used == 0)
      #expect(memory.refused == 1)
    }

    @Test("Who leaves too much unread is cut", .timeLimit(.minutes(30)))
    func outgoing() async throws {
      let memory = MemoryBudget(limit: 1 << 20)
      let observer = Observer()
      let server = try SocketServer(
        {
          ($0.memory, $0.sendBuffer) = (memory, 1 << 30)
          $0.pingInterval = .seconds(3_600)
        }, handler: { observer })
      let client = try server.open(receiveBuffer: 4_096)
      let message = [UInt8](repeating: 97, count: 60_000)
      server.service.forEach { connection in
        for _ in 0..<200 { connection.send(text: message) }
      }
      await observer.closed.wait()
      #expect(memory.used == 0)
      _ = client
    }

    @Test("A message must end in time")
    func unfinished() throws {
      let server = try SocketServer { $0.messageTimeout = .milliseconds(80) }
      let client = try server.open()
      try client.send(.text([97], isFinal: false))
      #expect(try client.frame().closeCode == 1008)
      #expect(try client.isClosedByPeer())
    }
  }
}
