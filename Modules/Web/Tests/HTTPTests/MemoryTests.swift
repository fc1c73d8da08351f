import Foundation
import Glibc
import HTTP
import Testing

extension OverSockets {
  @Suite("Memory")
  struct MemoryTests {
    private static let connections = 5_000

    /// Octets of this process that are resident.
    private static func resident() throws -> Int {
      let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        .split(separator: " ")
      return (Int(fields[1]) ?? 0) * 4_096
    }

    /// Both ends of every connection are ours.
    private static func raiseDescriptorLimit() -> Bool {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      limit.rlim_cur = limit.rlim_max
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      return limit.rlim_cur >= rlim_t(2 * connections + 200)
    }

    @Test("5,000 idle connections, each after a request, add less than 10 MB")
    func idleConnections() throws {
      guard Self.raiseDescriptorLimit() else { return }
      let server = try TestServer()
      let get = "GET /idle?with=a&query=too HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
      // What the first connections make the process allocate once is not theirs.
      for _ in 0..<50 {
        let client = try server.client()
        try client.send(get)
        _ = try client.answer()
      }
      let before = try Self.resident()
      var clients: [RawClient] = []
      for _ in 0..<Self.connections {
        let client = try server.client()
        try client.send(get)
        #expect(try client.answer().status == 200)
        clients.append(client)
      }
      let added = try Self.resident() - before
      print("5,000 idle connections: \(added / 1_024) KiB, \(added / Self.connections) B each")
      #expect(added < 10_000_000)
      #expect(clients.count == Self.connections)
    }
  }
}
