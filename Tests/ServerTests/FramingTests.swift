import Testing

extension ServerTests {
  /// Requests that are not what they seem: they must neither move money nor confuse the
  /// connection.
  @Suite struct FramingTests {
    /// Heads with what they lack, each with the status and a word of the refusal.
    static let requests: [(name: String, lines: [String], status: Int, why: String)] = [
      (
        "length and chunks", ["Content-Length: LENGTH", "Transfer-Encoding: chunked"], 400,
        "exclude each other"
      ),
      (
        "chunks and length", ["Transfer-Encoding: chunked", "Content-Length: LENGTH"], 400,
        "exclude each other"
      ),
      (
        "two lengths", ["Content-Length: LENGTH", "Content-Length: 5"], 400, "Content-Length"
      ),
      (
        "one length twice", ["Content-Length: LENGTH", "Content-Length: LENGTH"], 400,
        "Content-Length"
      ),
      ("a list of lengths", ["Content-Length: LENGTH, LENGTH"], 400, "Content-Length"),
      ("a signed length", ["Content-Length: +LENGTH"], 400, "Content-Length"),
      ("an unknown coding", ["Transfer-Encoding: gzip, chunked"], 501, "transfer coding"),
      ("no final chunks", ["Transfer-Encoding: identity"], 501, "ransfer"),
      ("a space before the colon", ["Content-Length : LENGTH"], 400, "field name"),
      ("a folded field", ["X-A: a", " b", "Content-Length: LENGTH"], 400, "another line"),
      ("a second host", ["Host: other", "Content-Length: LENGTH"], 400, "Host"),
      ("encoded content", ["Content-Encoding: gzip", "Content-Length: LENGTH"], 415, "ncoded"),
    ]

    @Test("Ambiguous requests are refused and move no money", arguments: StorageSet.allCases)
    func ambiguity(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 100_00)
          let body = "{\"to_user_id\": \"\(bank.people[1].id)\", \"amount\": \"1.00\"}"
          let start = [
            "POST /api/ajo/wallet/transfer HTTP/1.1", "Host: localhost",
            "Authorization: Bearer \(bank.people[0].accessToken)",
          ]
          for request in Self.requests {
            let lines = (start + request.lines).map {
              $0.replacing("LENGTH", with: "\(body.utf8.count)") + "\r\n"
            }
            let answer = try refusal(of: lines.joined() + "\r\n" + body, by: server, request.name)
            #expect(answer.status == request.status, "\(request.name)")
            #expect(
              answer.string("detail")?.contains(request.why) == true,
              "\(request.name): \(answer.text)")
          }
          for ending in ["\n", "\r"] {
            let head = (start + ["Content-Length: \(body.utf8.count)", ""])
              .map { $0 + ending }.joined()
            let answer = try refusal(of: head + body + "\r\n\r\n", by: server, "bare line breaks")
            #expect(answer.status == 400)
            #expect(answer.string("detail")?.contains("CR LF") == true, "\(answer.text)")
          }
          #expect(try bank.balances(at: server) == [100_00, 100_00])
        }
      }
    }

    @Test(
      "Whoever sends far too much can read why it was refused",
      arguments: StorageSet.allCases, [2 << 20, 8 << 20])
    func tooLarge(on set: StorageSet, _ size: Int) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let head = """
            POST /api/ajo/wallet/transfer HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer \(ada.accessToken)\r

            """
          let declared = try Wire(port: server.port)
          try declared.send(head + "Content-Length: \(size)\r\n\r\n")
          try declared.send([UInt8](repeating: 0x20, count: size))
          #expect(try declared.answer().code == "payload_too_large")

          let chunked = try Wire(port: server.port)
          try chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n")
          let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x20, count: 65_536) + [13, 10]
          for _ in 0..<size / 65_536 { try chunked.send(chunk) }
          try chunked.send("0\r\n\r\n")
          let answer = try chunked.answer()
          #expect(answer.status == 413)
          #expect(answer.isWholeProblem)
        }
      }
    }

    /// Sends bytes that are no request, and reads the only answer.
    private func refusal(
      of request: String, by server: AtriumServer, _ name: String
    ) throws -> Answer {
      let wire = try Wire(port: server.port)
      try wire.send(request)
      let answer = try wire.answer()
      #expect(answer.isWholeProblem, "\(name): \(answer.text)")
      #expect(answer["Connection"] == "close", "\(name)")
      #expect(try wire.rest().isEmpty, "\(name): something was answered besides")
      return answer
    }
  }
}
