import JSON
import Testing

extension ServerTests {
  /// Where a request came from: the peer, or what a trusted proxy says.
  @Suite struct TrustedProxyTests {
    private static let forwarded = [
      ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"), ("X-Forwarded-Proto", "https"),
    ]

    @Test(
      "Sessions and the log show the client that a trusted proxy names",
      arguments: StorageSet.allCases)
    func trusted(on set: StorageSet) async throws {
      let settings = "[http]\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]"
      try await Deployment.with(set, settings: settings) { deployment in
        try await deployment.serving { server in
          let seen = try [
            Self.forwarded, [], [("X-Forwarded-For", "2001:db8::5, 10.1.1.1")],
            [("X-Forwarded-For", "nobody")],
          ].map { try signedInFrom($0, at: server) }
          #expect(seen == ["203.0.113.9", "127.0.0.1", "2001:db8::5", "127.0.0.1"])
          let health = try [Self.forwarded, []].map {
            try server.client().send("GET", "/healthz", $0)["Strict-Transport-Security"] != nil
          }
          #expect(health == [true, false])
          #expect(
            server.process.errors.line(
              containing: "\"remote_address\":\"203.0.113.9\"", within: 10) != nil)
        }
      }
    }

    @Test(
      "From anybody else it is ignored",
      arguments: ["", "[http]\ntrusted_proxies = [\"192.0.2.7\", \"::1\"]"])
    func untrusted(_ settings: String) async throws {
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        try await deployment.serving { server in
          let seen = try signedInFrom(Self.forwarded, at: server)
          #expect(seen == "127.0.0.1")
        }
      }
    }

    @Test("Failed sign-ins are counted for the client, not for the proxy")
    func throttle() async throws {
      let settings = """
        [http]
        trusted_proxies = ["127.0.0.1"]
        [auth.throttle]
        per_account_and_address = 2
        """
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let guess = "{\"email\": \"\(ada.email)\", \"password\": \"not this one\"}"
          let statuses = try ["203.0.113.9", "203.0.113.9", "203.0.113.9", "203.0.113.10"].map {
            try server.client()
              .send("POST", "/api/auth/login", [("X-Forwarded-For", $0)], body: guess).status
          }
          #expect(statuses == [401, 401, 429, 401])
        }
      }
    }

    @Test("A network that is none stops the start, and is named")
    func malformed() async throws {
      let settings = "[http]\ntrusted_proxies = [\"10.0.0.1/8\"]"
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        let outcome = try deployment.run("atrium-server")
        #expect(outcome.exitCode == 78)
        #expect(outcome.errors.contains("http.trusted_proxies"), "\(outcome.errors)")
      }
    }

    /// Signs somebody up with these fields.
    /// - Returns: the address that the session shows.
    private func signedInFrom(
      _ fields: [(String, String)], at server: AtriumServer
    ) throws -> String? {
      let name = fields.map(\.1).joined().filter { $0.isLetter || $0.isNumber }
      let email = "ada\(name)@example.com"
      let answer = try server.client().send(
        "POST", "/api/auth/register", fields,
        body: "{\"email\": \"\(email)\", \"password\": \"\(Person.password)\", \"name\": \"Ada\"}")
      guard let person = Person(email: email, answer) else {
        throw HarnessError("not registered: \(answer.status) \(answer.text)")
      }
      let sessions = try person.client(of: server).get("/api/auth/sessions")
      return sessions.json?["items"]?.elements.map { $0["ip"]?.string ?? "?" }.first
    }
  }
}
