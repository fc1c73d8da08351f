import HTTP
import Testing

extension OverSockets {
  @Suite("Mutations")
  struct MutationTests {
    /// Marsaglia's xorshift: the same bytes in every run.
    private struct Seeded: RandomNumberGenerator {
      var state: UInt64

      mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
      }
    }

    private static let tempting: [UInt8] = [0, 9, 10, 13, 32, 44, 58, 59, 127, 255, 48, 49]

    private static func mutate(_ bytes: [UInt8], _ random: inout Seeded) -> [UInt8] {
      var bytes = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let byte = tempting.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes = Array(bytes[..<place])
        default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
        }
      }
      return bytes
    }

    @Test(
      "Whatever is sent is answered in well-formed answers, and the server goes on",
      arguments: [1, 2, 3] as [UInt64])
    func mutations(_ seed: UInt64) throws {
      var random = Seeded(state: seed &* 0x9E37_79B9_7F4A_7C15)
      let server = try TestServer()
      let expected: Set<Int> = [100, 200, 400, 414, 415, 417, 431, 501, 505]
      let short = allVectors.filter { $0.bytes.count < 2_000 }
      for _ in 0..<700 {
        guard let vector = short.randomElement(using: &random) else { return }
        let bytes = Self.mutate(vector.bytes, &random)
        let client = try server.client()
        try client.send(bytes)
        client.halfClose()
        let statuses = try client.received(fromHead: bytes.starts(with: Array("HEAD ".utf8)))
        #expect(expected.isSuperset(of: statuses), "seed \(seed): \(bytes)")
      }
      let client = try server.client()
      try client.send(Vector.last)
      #expect(try client.answers().map(\.status) == [200])
    }
  }
}

extension RawClient {
  /// The statuses until the end; of requests by HEAD, whose answers have no bodies, none.
  fileprivate func received(fromHead isHead: Bool) throws -> [Int] {
    if isHead {
      _ = try readToEnd()
      return []
    }
    return try answers().map(\.status)
  }
}
