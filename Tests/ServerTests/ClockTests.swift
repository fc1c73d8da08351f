import Foundation
import JSON
import Testing

extension ServerTests {
  /// Business time, as operators and tests move it.
  @Suite struct ClockTests {
    private let path = "/api/admin/clock"

    @Test(
      "A clock for tests goes forward for everybody, across restarts, and never back",
      arguments: [StorageSet.sqlite, .postgres])
    func forward(on set: StorageSet) async throws {
      try await Deployment.with(
        set, mode: "development", settings: "[clock]\ntest = true\n"
      ) { deployment in
        var later = ""
        try await deployment.serving { server in
          let admin = try deployment.administrator("root@example.com", at: server)
            .client(of: server)
          let before = try admin.get("/api/admin/clock")
          #expect(before.status == 200 && before.json?["is_test"]?.bool == true)
          #expect(before.json?["offset_seconds"]?.int64 == 0)
          #expect(before["X-Atrium-Clock"] == nil)

          let moved = try admin.send("PUT", path, body: #"{"advance_seconds":86400}"#)
          #expect(moved.status == 200)
          #expect(moved.json?["offset_seconds"]?.int64 == 86_400)
          #expect(moved.json?["jobs_pending"]?.int64 == 0)
          later = try #require(moved.string("now"))
          #expect(try admin.get("/api/admin/clock")["X-Atrium-Clock"] != nil)

          let back = try admin.send("PUT", path, body: #"{"now":"2020-01-01T00:00:00Z"}"#)
          #expect(back.status == 422 && back.string("code") == "clock_backwards")
          #expect(
            try admin.send("PUT", path, body: #"{"advance_seconds":-1}"#).string("code")
              == "clock_backwards")
          #expect(
            try admin.send("PUT", path, body: #"{"advance_seconds":400000000}"#).status
              == 422)
          #expect(try admin.send("PUT", path, body: "{}").status == 422)

          let shown = try deployment.run("atrium", "clock", "advance", "1h", "--json")
          #expect(shown.exitCode == 0 && shown.output.contains(#""offset_seconds":90000"#))
        }
        try await deployment.serving { server in
          let admin = try Person.login("root@example.com", at: server).client(of: server)
          let after = try admin.get("/api/admin/clock")
          #expect(after.json?["offset_seconds"]?.int64 == 90_000)
          #expect(try #require(after.string("now")) > later)
        }
      }
    }

    @Test("A real clock is not moved, and only those who may see it do")
    func real() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let admin = try deployment.administrator("root@example.com", at: server)
            .client(of: server)
          let answer = try admin.send("PUT", path, body: #"{"advance_seconds":1}"#)
          #expect(answer.status == 409 && answer.string("code") == "clock_is_real")
          #expect(try admin.get("/api/admin/clock").json?["is_test"]?.bool == false)
          let ada = try Person.register("Ada", at: server).client(of: server)
          #expect(try ada.get("/api/admin/clock").status == 403)
          #expect(try server.client().get("/api/admin/clock").status == 401)
          let refused = try deployment.run("atrium", "clock", "advance", "1h")
          #expect(refused.exitCode != 0)
        }
      }
    }

    @Test("A clock for tests is refused in production, and so is a store whose clock was moved")
    func production() async throws {
      try await Deployment.with(.sqlite, settings: "[clock]\ntest = true\n") { deployment in
        #expect(throws: HarnessError.self) { try deployment.start() }
        let checked = try deployment.run("atrium", "config", "check")
        #expect(checked.exitCode == 78)
      }
      try await Deployment.with(
        .sqlite, mode: "development", settings: "[clock]\ntest = true\n"
      ) { deployment in
        #expect(try deployment.run("atrium", "clock", "advance", "1h").exitCode == 0)
        try deployment.write(
          "atrium.toml",
          """
          mode = "production"
          listen = "127.0.0.1:0"
          [storage]
          default = "\(deployment.url(of: "auth"))"

          """)
        let refused = try deployment.run("atrium-server")
        #expect(refused.exitCode == 78 && refused.errors.contains("moved 3600 s ahead"))
      }
    }
  }
}
