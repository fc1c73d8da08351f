import Foundation
import Testing

extension ServerTests {
  /// Sessions that end before their access tokens do, within a second.
  @Suite(.alone) struct RevocationTests {
    /// How long an access token may outlive its session.
    static let limit: TimeInterval = 1

    @Test("A refresh token that is used again ends its session", arguments: StorageSet.allCases)
    func reuse(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let other = try Self.login(ada, at: server)
          let first = try Self.refreshed(ada.refreshToken, ada, at: server)
          // The answer may have been lost: whoever asks again gets the same.
          let again = try Self.refreshed(ada.refreshToken, ada, at: server)
          #expect(again.refreshToken == first.refreshToken)
          let second = try Self.refreshed(first.refreshToken, ada, at: server)

          let stolen = try Self.refresh(ada.refreshToken, at: server)
          #expect(stolen.status == 401)
          #expect(stolen.code == "refresh_reused")
          let ended = Date()
          #expect(try Self.refresh(second.refreshToken, at: server).status == 401)
          for token in [ada.accessToken, first.accessToken, second.accessToken] {
            #expect(try Self.isRefused(token, at: server, since: ended))
          }
          #expect(try other.client(of: server).get("/api/auth/me").status == 200)
        }
      }
    }

    @Test("Signing out reaches access tokens within a second", arguments: StorageSet.allCases)
    func logout(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let other = try Self.login(ada, at: server)
          #expect(try ada.client(of: server).post("/api/auth/logout", "{}").status == 204)
          let ended = Date()
          #expect(try Self.isRefused(ada.accessToken, at: server, since: ended))
          #expect(try Self.refresh(ada.refreshToken, at: server).status == 401)
          #expect(try other.client(of: server).get("/api/ajo/wallet").status == 200)
        }
      }
    }

    @Test(
      "Blocking a user from the command line reaches the server within a second",
      arguments: StorageSet.allCases)
    func block(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let client = ada.client(of: server)
          #expect(try client.get("/api/ajo/wallet").status == 200)
          let outcome = try deployment.run("atrium", "user", "block", ada.email)
          let ended = Date()
          #expect(outcome.exitCode == 0, "\(outcome.errors)")
          #expect(try Self.isRefused(ada.accessToken, at: server, since: ended))
          let login = try server.client().post(
            "/api/auth/login", "{\"email\": \"\(ada.email)\", \"password\": \"\(Person.password)\"}"
          )
          #expect(login.status == 403)
          #expect(login.code == "blocked")
        }
      }
    }

    @Test(
      "A server that was killed and started again knows who signed out before",
      arguments: StorageSet.allCases)
    func restart(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let people = try await deployment.serving { server in
          let people = (
            try Person.register("Ada", at: server), try Person.register("Bola", at: server)
          )
          let answer = try people.0.client(of: server).post("/api/auth/logout", "{}")
          #expect(answer.status == 204)
          return people
        }
        try await deployment.serving { server in
          let (ada, bola) = (people.0.client(of: server), people.1.client(of: server))
          let answers = (try ada.get("/api/auth/me"), try bola.get("/api/auth/me"))
          #expect(answers.0.status == 401)
          #expect(answers.1.status == 200)
        }
      }
    }

    @Test(
      "Signing out at one server reaches the others within a second",
      arguments: StorageSet.shared)
    func otherServer(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { first in
          try await deployment.serving { second in
            let ada = try Person.register("Ada", at: first)
            #expect(try ada.client(of: second).get("/api/ajo/wallet").status == 200)
            #expect(try ada.client(of: first).post("/api/auth/logout", "{}").status == 204)
            let ended = Date()
            #expect(try Self.isRefused(ada.accessToken, at: second, since: ended))
          }
        }
      }
    }

    /// Asks until a token is refused or the limit is over.
    private static func isRefused(
      _ token: String, at server: AtriumServer, since ended: Date
    ) throws -> Bool {
      let client = server.client(token)
      let deadline = ended.addingTimeInterval(limit)
      repeat {
        let asked = Date()
        let answer = try client.get("/api/auth/me")
        if answer.status == 401 { return true }
        if asked >= deadline { return false }
      } while true
    }

    private static func login(_ person: Person, at server: AtriumServer) throws -> Person {
      let answer = try server.client().post(
        "/api/auth/login",
        "{\"email\": \"\(person.email)\", \"password\": \"\(Person.password)\"}")
      return try #require(Person(email: person.email, answer), "\(answer.text)")
    }

    private static func refresh(_ token: String, at server: AtriumServer) throws -> Answer {
      try server.client().post("/api/auth/refresh", "{\"refresh_token\": \"\(token)\"}")
    }

    private static func refreshed(
      _ token: String, _ person: Person, at server: AtriumServer
    ) throws -> Person {
      let answer = try refresh(token, at: server)
      return try #require(Person(email: person.email, answer), "\(answer.text)")
    }
  }
}
