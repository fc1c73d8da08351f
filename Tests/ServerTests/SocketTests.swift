import Foundation
import JSON
import Testing

extension ServerTests {
  /// WebSockets: who may open one, what it says, and when it ends.
  @Suite struct SocketTests {
    /// How long a socket may outlive its session.
    static let limit: TimeInterval = 1

    @Test(
      "Each way of signing in opens a socket that answers, at each place",
      arguments: StorageSet.allCases)
    func ways(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          for path in [Socket.path, "/api/ajo/ws/notifications", "/api/auth/ws/notifications"] {
            let field = try Socket(server, path, token: ada.accessToken)
            #expect(field.answer.status == 101)
            #expect(field.answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(try field.isAnswered())
          }
          let offered = try Socket(
            server, Socket.path,
            [("Sec-WebSocket-Protocol", "atrium.v1, bearer.\(ada.accessToken)")])
          #expect(offered.answer["Sec-WebSocket-Protocol"] == "atrium.v1")
          #expect(try offered.isAnswered())
          let first = try Socket(server)
          try first.authenticate(ada.accessToken)
          #expect(try first.frame() == .text("{\"type\":\"auth_ok\"}"))
          #expect(try first.isAnswered())
        }
      }
    }

    @Test("Nobody hears anything who has not said in time who they are")
    func strangers() async throws {
      let settings = "[websocket]\nauth_timeout = \"400ms\""
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          for token in ["bad", ada.refreshToken] {
            let refused = try Socket(server, token: token).answer
            #expect(refused.status == 401)
            #expect(refused.isWholeProblem)
          }
          for message in [
            "{\"type\":\"ping\"}", "hello", "{\"type\":\"auth\"}",
            "{\"type\":\"auth\",\"token\":\"bad\"}", "{\"type\":\"auth\",\"token\":1}",
            "{\"type\":\"auth\",\"token\":\"\"}", "{\"type\":\"auth\",\"token\":\"e\u{301}\"}",
          ] {
            let socket = try Socket(server)
            try socket.send(message)
            try socket.send("{\"type\":\"ping\"}")
            #expect(try socket.frame() == .close(4401), "\(message)")
            #expect(try socket.leave(4401))
          }
          let silent = try Socket(server)
          #expect(try silent.frame() == .close(4401))
        }
      }
    }

    @Test("What is not understood is answered by what is wrong with it, and the socket stays")
    func messages() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let socket = try Socket.open(ada, at: server)
          for (message, code) in [
            ("hello", "bad_json"), ("[]", "bad_message"), ("{\"type\":1}", "bad_message"),
            ("{\"type\":\"fly\"}", "unknown_type"),
            ("{\"type\":\"ping\u{301}\"}", "unknown_type"),
          ] {
            try socket.send(message)
            let answer = try socket.message()
            #expect(answer?["type"]?.string == "error")
            #expect(answer?["code"]?.string == code)
          }
          // A newer token may be shown at any time, but no other user's.
          try socket.authenticate(ada.accessToken)
          #expect(try socket.message()?["type"]?.string == "auth_ok")
          #expect(try socket.isAnswered())
          try socket.authenticate(bola.accessToken)
          #expect(try socket.frame() == .close(4401))
        }
      }
    }

    @Test("A socket ends within a second of its session", .alone, arguments: StorageSet.allCases)
    func revocation(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let other = try #require(
            Person(email: ada.email, try Self.login(ada, Person.password, at: server)))
          let (first, second) = (
            try Socket.open(ada, at: server), try Socket.open(other, at: server)
          )
          #expect(try ada.client(of: server).post("/api/auth/logout", "{}").status == 204)
          try Self.expectEnd(of: first, since: Date())
          #expect(try second.isAnswered())

          // Another password ends all other sessions.
          let third = try #require(
            Person(email: ada.email, try Self.login(ada, Person.password, at: server)))
          let changing = try Socket.open(third, at: server)
          let changed = try third.client(of: server).post(
            "/api/auth/password/change",
            """
            {"current_password": "\(Person.password)", "new_password": "another horse 8 battery"}
            """)
          #expect(changed.status == 204, "\(changed.text)")
          try Self.expectEnd(of: second, since: Date())
          #expect(try changing.isAnswered())

          // The command line is another process beside the server.
          let outcome = try deployment.run("atrium", "user", "block", ada.email)
          #expect(outcome.exitCode == 0, "\(outcome.errors)")
          try Self.expectEnd(of: changing, since: Date())
        }
      }
    }

    @Test("A socket ends within a second wherever it is", .alone, arguments: StorageSet.shared)
    func otherServer(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { first in
          try await deployment.serving { second in
            let ada = try Person.register("Ada", at: first)
            let socket = try Socket.open(ada, at: second)
            #expect(try socket.isAnswered())
            #expect(try ada.client(of: first).post("/api/auth/logout", "{}").status == 204)
            try Self.expectEnd(of: socket, since: Date())
          }
        }
      }
    }

    @Test("The server takes leave of sockets with 1001, and none keeps it from ending")
    func drain() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let leaving = try (0..<5).map { _ in try Socket.open(ada, at: server) }
          let deaf = try Socket.open(ada, at: server)
          let nobody = try Socket(server)
          let metrics = try server.client().get("/metrics").text
          #expect(metrics.contains("\natrium_websockets 7\n"))
          server.terminate()
          for socket in leaving {
            #expect(try socket.frame() == .close(1001))
            #expect(try socket.leave(1001))
          }
          #expect(try nobody.frame() == .close(1001))
          #expect(server.process.exitCode(within: 10) == 0)
          #expect(try deaf.frame() == .close(1001))
        }
      }
    }

    @Test("One user has so many sockets, and a closed one makes room")
    func perUser() async throws {
      let settings = "[websocket]\nmax_per_user = 2"
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let first = try Socket.open(ada, at: server)
          let second = try Socket.open(ada, at: server)
          let third = try Socket(server, token: ada.accessToken).answer
          #expect(third.status == 429)
          #expect(third.isWholeProblem)
          let late = try Socket(server)
          try late.authenticate(ada.accessToken)
          #expect(try late.frame() == .close(4429))
          #expect(try first.leave(1000) == false)
          #expect(try Socket.open(ada, at: server).isAnswered())
          #expect(try second.isAnswered())
        }
      }
    }

    private static func expectEnd(of socket: Socket, since ended: Date) throws {
      #expect(try socket.frameAfterEvents() == .close(4401))
      #expect(Date().timeIntervalSince(ended) < limit)
      #expect(try socket.leave(4401))
    }

    private static func login(
      _ person: Person, _ password: String, at server: AtriumServer
    ) throws -> Answer {
      try server.client().post(
        "/api/auth/login", "{\"email\": \"\(person.email)\", \"password\": \"\(password)\"}")
    }
  }
}
