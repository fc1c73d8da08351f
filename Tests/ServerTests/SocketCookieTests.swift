import Foundation
import JSON
import Testing

extension ServerTests {
  /// Sockets that browsers open by a cookie.
  @Suite struct SocketCookieTests {
    @Test(
      "A cookie that was asked for opens a socket of the server's own pages, and ends with it",
      .alone, arguments: StorageSet.allCases)
    func opens(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let answer = try Self.signIn(ada, at: server)
          let attributes = answer["Set-Cookie"]?.components(separatedBy: "; ").dropFirst()
          #expect(
            attributes.map { Swift.Set($0) } == [
              "Max-Age=900", "Path=/", "HttpOnly", "SameSite=Strict", "Secure",
            ])
          let cookie = try #require(answer.cookie, "\(answer.headers)")
          let socket = try Socket(server, cookie: "a=b; \(cookie)", origin: server.url)
          #expect(socket.answer.status == 101)
          #expect(try socket.isAnswered())

          let token = try #require(answer.string("access_token"))
          #expect(cookie == "__Host-atrium_session=\(token)")
          let out = try server.client(token).send(
            "POST", "/api/auth/logout", [("Cookie", cookie)], body: "{}")
          let ended = Date()
          #expect(out.status == 204 && out["Set-Cookie"]?.contains("Max-Age=0") == true)
          #expect(try socket.frame() == .close(4401))
          #expect(Date().timeIntervalSince(ended) < SocketTests.limit)
          let again = try Socket(server, cookie: cookie, origin: server.url).answer
          #expect(again.status == 401 && again.isWholeProblem)
        }
      }
    }

    @Test("Pages of other origins, and programs that name none, open nothing by a cookie")
    func origins() async throws {
      let settings = "[http]\ncors_origins = [\"https://app.example.com\"]"
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let cookie = try #require(try Self.signIn(ada, at: server).cookie)
          for origin in ["https://evil.example", "null", "http://127.0.0.1:1", nil] {
            let refused = try Socket(server, cookie: cookie, origin: origin).answer
            #expect(refused.status == 403, "\(origin ?? "none")")
            #expect(refused.code == "foreign_origin" && refused.isWholeProblem)
          }
          for bad in ["\(cookie); \(cookie)", "\(cookie)x", "\(cookie),", "__Host-atrium_session="]
          {
            let refused = try Socket(server, cookie: bad, origin: server.url).answer
            #expect(refused.status == 401 && refused.isWholeProblem, "\(bad)")
          }
          let page = try Socket(server, cookie: cookie, origin: "https://app.example.com")
          #expect(try page.isAnswered())
          // Which may be given the cookie, too.
          let preflight = try server.client().send(
            "OPTIONS", "/api/auth/login",
            [
              ("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "POST"),
              ("Access-Control-Request-Headers", "x-session-cookie"),
            ])
          #expect(preflight["Access-Control-Allow-Credentials"] == "true")
          #expect(preflight["Access-Control-Allow-Headers"] == "x-session-cookie")
        }
      }
    }

    @Test("A cookie moves nothing and shows nothing at any route", arguments: StorageSet.allCases)
    func ordinaryRoutes(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 10_00)
          let cookie = try #require(try Self.signIn(bank.people[0], at: server).cookie)
          let fields = [("Cookie", cookie), ("Origin", server.url)]
          let transfer = try server.client().send(
            "POST", "/api/ajo/wallet/transfer", fields,
            body: #"{"to_user_id": "\#(bank.people[1].id)", "amount": "1.00"}"#)
          #expect(transfer.status == 401 && transfer.code == "unauthorized")
          for path in ["/api/ajo/wallet", "/api/auth/me", "/api/auth/me/export", "/api/users"] {
            #expect(try server.client().send("GET", path, fields).status == 401, "\(path)")
          }
          #expect(try bank.balances(at: server) == [10_00, 10_00])
        }
      }
    }

    @Test("Without TLS the cookie has no prefix, and a production configuration does not start")
    func insecure() async throws {
      let settings = "[auth.cookie]\nsecure = false"
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        let outcome = try deployment.run("atrium-server")
        #expect(outcome.exitCode == 78)
        #expect(outcome.errors.contains("auth.cookie.secure"), "\(outcome.errors)")
        let file = "\(deployment.folder)/atrium.toml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try deployment.write("atrium.toml", "mode = \"development\"\n" + text)
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let answer = try Self.signIn(ada, at: server)
          #expect(answer["Set-Cookie"]?.contains("Secure") == false)
          let cookie = try #require(answer.cookie)
          #expect(cookie.hasPrefix("atrium_session="))
          #expect(try Socket(server, cookie: cookie, origin: server.url).isAnswered())
        }
      }
    }

    private static func signIn(_ person: Person, at server: AtriumServer) throws -> Answer {
      try server.client().send(
        "POST", "/api/auth/login", [("X-Session-Cookie", "set")],
        body: #"{"email": "\#(person.email)", "password": "\#(Person.password)"}"#)
    }
  }
}
