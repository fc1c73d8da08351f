import HTTP
import Testing
import WebTesting

extension OverSockets {
  @Suite("Memory")
  struct MemoryTests {
    private static let connections = 5_000

    @Test("5,000 idle connections, each after a request, add less than 10 MB")
    func idleConnections() throws {
      guard OwnProcess.mayHave(connections: Self.connections) else { return }
      let server = try TestServer()
      let get = "GET /idle?with=a&query=too HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
      // What the first connections make the process allocate once is not theirs.
      for _ in 0..<50 {
        let client = try server.client()
        try client.send(get)
        _ = try client.answer()
      }
      let before = try OwnProcess.residentOctets()
      var clients: [RawClient] = []
      for _ in 0..<Self.connections {
        let client = try server.client()
        try client.send(get)
        #expect(try client.answer().status == 200)
        clients.append(client)
      }
      let added = try OwnProcess.residentOctets() - before
      print("5,000 idle connections: \(added / 1_024) KiB, \(added / Self.connections) B each")
      #expect(added < 10_000_000)
      #expect(clients.count == Self.connections)
    }
  }
}
