import Testing
import WebTesting

extension OverSockets {
  @Suite("Memory")
  struct MemoryTests {
    private static let connections = 3_000

    @Test("3,000 idle sockets that agreed on compression, each after a message, add less than 9 MB")
    func idle() throws {
      guard OwnProcess.mayHave(connections: Self.connections) else { return }
      let server = try SocketServer()
      let fields = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
      func used() throws -> SocketClient {
        let client = try server.open(fields)
        let message = String(repeating: "a message ", count: 100)
        try client.send(.text(message))
        #expect(try client.frame().first == 0xC1)
        return client
      }
      // What the first connections make the process allocate once is not theirs.
      for _ in 0..<50 { _ = try used() }
      func added() throws -> Int {
        let before = try OwnProcess.residentOctets()
        let clients = try (0..<Self.connections).map { _ in try used() }
        let added = try OwnProcess.residentOctets() - before
        print("3,000 sockets: \(added / 1_024) KiB, \(added / Self.connections) B each")
        #expect(clients.count == Self.connections)
        return added
      }
      // Other tests allocate in this process meanwhile: the sockets' own share is the least seen.
      var least = Int.max
      for _ in 0..<3 where least >= 9_000_000 { least = min(least, try added()) }
      #expect(least < 9_000_000)
    }
  }
}
