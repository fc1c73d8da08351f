import Foundation
import Testing

extension ServerTests {
  /// How often one caller may ask.
  @Suite struct RateLimitTests {
    private static let settings = """
      [rate_limit]
      routes = ["POST /api/auth/login = 4/1h", "GET /api/ajo/* = 3/1h"]
      [http]
      trusted_proxies = ["127.0.0.1"]
      """

    @Test(
      "One request too many is told when to come back, another way in is no way around",
      arguments: StorageSet.allCases)
    func refusal(on set: StorageSet) async throws {
      try await Deployment.with(set, settings: Self.settings) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let sent = try ["auth", "ajo/auth", "auth", "ajo/auth", "auth"].map {
            try login(ada, through: "/api/\($0)/login", from: "192.0.2.1", at: server)
          }
          #expect(sent.map(\.status) == [200, 200, 200, 200, 429])
          #expect(sent.map { $0["RateLimit-Remaining"] } == ["3", "2", "1", "0", "0"])
          let refused = try #require(sent.last)
          #expect(refused.isWholeProblem)
          #expect(refused.code == "too_many_requests")
          #expect(refused["RateLimit-Limit"] == "4")
          #expect(refused["RateLimit-Policy"] == "\"POST /api/auth/login\";q=4;w=3600")
          let wait = try #require(refused["Retry-After"].flatMap { Int($0) })
          #expect((800...900).contains(wait), "\(wait)")
          let other = try login(ada, through: "/api/auth/login", from: "192.0.2.2", at: server)
          #expect(other.status == 200)
          // Signed in, it is the user who counts, wherever she is.
          let wallets = try (0..<4).map { number in
            try ada.client(of: server)
              .send("GET", "/api/ajo/wallet", [("X-Forwarded-For", "192.0.2.\(number)")]).status
          }
          #expect(wallets == [200, 200, 200, 429])
          #expect(try server.client().get("/healthz")["RateLimit-Limit"] == nil)
        }
      }
    }

    @Test("The servers of one Postgres limit together", arguments: StorageSet.shared)
    func shared(on set: StorageSet) async throws {
      try await Deployment.with(set, settings: Self.settings) { deployment in
        try await deployment.serving { first in
          try await deployment.serving { second in
            let ada = try Person.register("Ada", at: first)
            let statuses = try await concurrently(16) { number in
              try login(
                ada, through: "/api/auth/login", from: "2001:db8::\(number)",
                at: number % 2 == 0 ? first : second
              ).status
            }
            #expect(statuses.filter { $0 == 200 }.count == 4, "\(statuses)")
            #expect(statuses.filter { $0 == 429 }.count == 12, "\(statuses)")
          }
        }
      }
    }

    @Test("A limit on everything spares probes and scrapes", arguments: StorageSet.allCases)
    func general(on set: StorageSet) async throws {
      let settings = "[rate_limit]\nrequests = 2\nwindow = \"1h\""
      try await Deployment.with(set, settings: settings) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          let paths = ["/nowhere", "/docs", "/api/openapi.json"]
          let statuses = try paths.map { try client.get($0).status }
          #expect(statuses == [404, 200, 429])
          for path in ["/healthz", "/readyz", "/metrics"] {
            #expect(try client.get(path).status == 200)
          }
        }
      }
    }

    @Test(
      "A rule that is none, and one that covers no route, stops the start and is named",
      arguments: ["POST /api/auth/login = many", "POST /api/auth/logn = 1/s"])
    func malformed(_ rule: String) async throws {
      try await Deployment.with(.sqlite, settings: "[rate_limit]\nroutes = [\"\(rule)\"]") {
        let outcome = try $0.run("atrium-server")
        #expect(outcome.exitCode == 78)
        #expect(outcome.errors.contains("rate_limit.routes"), "\(outcome.errors)")
      }
    }

    private func login(
      _ person: Person, through path: String, from address: String, at server: AtriumServer
    ) throws -> Answer {
      try server.client().send(
        "POST", path, [("X-Forwarded-For", address)],
        body: "{\"email\": \"\(person.email)\", \"password\": \"\(Person.password)\"}")
    }
  }
}
