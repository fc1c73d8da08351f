import JSON
import Testing

extension ServerTests {
  /// What every answer has in common.
  @Suite struct EnvelopeTests {
    @Test(
      "Every answer has an X-Request-Id of its own, and refusals repeat it",
      arguments: StorageSet.allCases)
    func requestIDs(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let client = ada.client(of: server)
          let answers = [
            try client.get("/healthz"), try client.get("/readyz"), try client.get("/metrics"),
            try client.get("/docs"), try client.get("/api/openapi.json"),
            try client.get("/.well-known/jwks.json"), try client.get("/api/ajo/wallet"),
            try client.get("/nowhere"), try client.get("/api/ajo/wallet/transactions?limit=101"),
            try client.get("/%ff"), try client.send("DELETE", "/api/ajo/wallet"),
            try client.send("OPTIONS", "/api/ajo/wallet"), try client.send("HEAD", "/healthz"),
            try client.post("/api/ajo/wallet/transfer", "["),
            try server.client().get("/api/auth/me"),
            try client.post("/api/auth/logout", "{}"),
          ]
          for answer in answers where answer.status >= 400 {
            #expect(answer.isWholeProblem, "\(answer.status) \(answer.text)")
          }
          let wire = try Wire(port: server.port)
          try wire.send("NONSENSE\r\n\r\n")
          let ids = (answers + [try wire.answer()]).map { $0["X-Request-Id"] }
          #expect(!ids.contains(nil), "\(answers.map { ($0.status, $0["X-Request-Id"]) })")
          #expect(Set(ids).count == ids.count)
        }
      }
    }

    @Test("HEAD answers as GET without the body; OPTIONS and 405 tell what a path can do")
    func methods() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let client = try Person.register("Ada", at: server).client(of: server)
          for path in ["/healthz", "/api/ajo/wallet", "/api/openapi.json", "/docs"] {
            let get = try client.get(path)
            let head = try client.send("HEAD", path)
            #expect(head.status == get.status, "\(path)")
            for name in ["Content-Type", "Content-Length", "ETag"] {
              #expect(head[name] == get[name], "\(path) \(name)")
            }
            // Were a body to follow, it would be taken for this answer.
            #expect(try client.get("/healthz").status == 200)
          }
          let options = try client.send("OPTIONS", "/api/ajo/wallet")
          #expect(options.status == 204)
          #expect(options["Allow"] == "GET, HEAD, OPTIONS")
          for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
            let answer = try client.send(method, "/api/ajo/wallet")
            #expect(answer.status == 405, "\(method)")
            #expect(answer["Allow"] == "GET, HEAD, OPTIONS", "\(method)")
            #expect(answer.code == "method_not_allowed", "\(method)")
          }
          #expect(try client.get("/api/ajo/wallet/transfer")["Allow"] == "OPTIONS, POST")
        }
      }
    }

    @Test("Probes and scrapes may come with any query")
    func probes() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          for path in ["/healthz", "/readyz", "/metrics"] {
            for query in ["x=1", "verbose", "t=1&t=2", "%ff=%zz"] {
              let answer = try server.client().get(path + "?" + query)
              #expect(answer.status == 200, "\(path) \(query)")
            }
          }
        }
      }
    }

    @Test("A body that no route wants may be a mebibyte, whole or in chunks")
    func unwantedBodies() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let piece = String(repeating: "x", count: 65_536)
          func logout(_ length: Int, chunked: Bool) throws -> Answer {
            let wire = try Wire(port: server.port)
            let framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: \(length)"
            try wire.send(
              "POST /api/auth/logout HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer \(ada.accessToken)\r\n\(framing)\r\n\r\n")
            if !chunked { return try wire.answer() }
            for _ in 0..<length / piece.utf8.count { try wire.send("10000\r\n\(piece)\r\n") }
            try wire.send("0\r\n\r\n")
            return try wire.answer()
          }
          for chunked in [false, true] {
            let refused = try logout(2 << 20, chunked: chunked)
            #expect(refused.status == 413)
            #expect(refused.isWholeProblem)
            #expect(try ada.client(of: server).get("/api/auth/me").status == 200)
          }
          #expect(try logout(1 << 20, chunked: true).status == 204)
        }
      }
    }

    @Test("What is another's is told of exactly as what nobody has", arguments: StorageSet.allCases)
    func others(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 3, each: 10_00)
          let order = Order(key: "key", from: 0, to: 1, minorUnits: 1_00)
          let transfer = try #require(try bank.send(order, by: server.client()).string("id"))
          let mine = "/api/ajo/wallet/transactions/\(transfer)"
          let unknown = "0199a0a0-0000-7000-8000-000000000000"
          for person in bank.people.prefix(2) {
            #expect(try person.client(of: server).get(mine).status == 200)
          }
          let stranger = bank.people[2].client(of: server)
          let pairs = [
            (mine, "/api/ajo/wallet/transactions/\(unknown)"),
            ("/api/users/\(bank.people[0].id)", "/api/users/\(unknown)"),
            (mine, "/api/ajo/wallet/transactions/not-an-id"),
          ]
          for (others, nobodys) in pairs {
            let (first, second) = (try stranger.get(others), try stranger.get(nobodys))
            #expect(first.status == 404, "\(others)")
            #expect(first.isWholeProblem, "\(others)")
            #expect(withoutRequestID(first) == withoutRequestID(second), "\(others)")
          }
        }
      }
    }

    @Test(
      "The log holds a line of JSON for each request, and no secret",
      arguments: StorageSet.allCases)
    func log(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let server = try deployment.start()
        defer { server.kill() }
        let ada = try Person.register("Ada", at: server)
        let client = ada.client(of: server)
        let answer = try client.get("/api/ajo/wallet?token=\(ada.accessToken)")
        let id = try #require(answer["X-Request-Id"])
        _ = try client.post("/api/auth/refresh", "{\"refresh_token\": \"\(ada.refreshToken)\"}")
        _ = try client.post(
          "/api/auth/login", "{\"email\": \"\(ada.email)\", \"password\": \"wrong-password\"}")
        #expect(server.process.errors.line(containing: id, within: 10) != nil)
        server.kill()
        let log = server.process.errors.text()
        for secret in [
          ada.accessToken, ada.refreshToken, ada.email, Person.password, "wrong-password",
        ] {
          #expect(!log.contains(secret))
        }
        for line in log.split(separator: "\n") {
          #expect(throws: Never.self) { try JSONDocument(parsing: String(line)) }
        }
        #expect(server.process.output.text().isEmpty)
      }
    }

    private func withoutRequestID(_ answer: Answer) -> String {
      answer.text.replacing(answer["X-Request-Id"] ?? "?", with: "ID")
    }
  }
}
