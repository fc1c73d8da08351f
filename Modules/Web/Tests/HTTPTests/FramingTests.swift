import HTTP
import Testing

let allVectors =
  requestLineVectors + fieldVectors + lengthVectors + chunkVectors + smugglingVectors

extension OverSockets {
  @Suite("Framing to the letter of RFC 9112")
  struct FramingTests {
    private static let server = Result {
      try TestServer({ $0.lingerTimeout = .seconds(15) })
    }

    @Test(
      "Every vector gets exactly its answers, and nothing behind a refusal is read",
      arguments: allVectors)
    func wholeVector(_ vector: Vector) throws {
      let client = try Self.server.get().client()
      try? client.send(vector.bytes + Vector.last)
      let answers = try client.answers()
      #expect(answers.map(\.status) == vector.statuses)
      #expect(answers.last?.headers["connection"] == "close")
    }

    @Test("The answers are the same when each octet comes alone")
    func splitAtEveryOctet() throws {
      let server = try Self.server.get()
      let short = allVectors.filter { $0.bytes.count < 400 }
      let clients = try short.map { _ in try server.client() }
      let barrier = try server.client()
      let streams = short.map { $0.bytes + Vector.last }
      for place in 0..<(streams.map(\.count).max() ?? 0) {
        for (client, stream) in zip(clients, streams) where place < stream.count {
          try? client.send([stream[place]])
        }
        // On the same loop: once it is answered, the octets above were read.
        try barrier.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try barrier.answer()
      }
      for (vector, client) in zip(short, clients) {
        let answers = try client.answers()
        // An octet at a time, a client may be asked to go on.
        let statuses = answers.map(\.status).filter { $0 >= 200 }
        #expect(statuses == vector.statuses, "\(vector.name)")
      }
    }

    @Test(
      "Who refuses is told the fields that could be read",
      arguments: [
        "GET / HTTP/1.1\r\nX-Legible: yes\r\n\r\n",
        "\r\nGET / HTTP/2.0\r\nBad : x\r\nX-Legible: yes\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\nx-legible:yes\r\n\r\nX-Legible: no\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX-Legible: yes\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
      ])
    func legible(_ text: String) throws {
      let client = try Self.server.get().client()
      try client.send(text)
      let answer = try client.answer()
      #expect(answer.status >= 400)
      #expect(answer.headers["legible"] == "yes")
    }

    @Test("The table is long enough to mean something")
    func tableSize() {
      #expect(allVectors.count >= 200)
      #expect(Set(allVectors.map(\.name)).count > allVectors.count - 10)
    }
  }
}
