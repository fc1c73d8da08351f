import Foundation
import Storage
import Testing

extension ServerTests {
  /// What is told of a schema that somebody changes under a running server.
  @Suite struct ForeignSchemaTests {
    @Test(
      "A table or a column that is gone makes 503s and no server ready, until it is there again",
      arguments: [StorageSet.sqlite, .postgres],
      [
        (
          "ALTER TABLE auth_users RENAME TO auth_away", "ALTER TABLE auth_away RENAME TO auth_users"
        ),
        (
          "ALTER TABLE auth_users RENAME COLUMN password_hash TO away",
          "ALTER TABLE auth_users RENAME COLUMN away TO password_hash"
        ),
      ])
    func gone(on set: StorageSet, changes: (away: String, back: String)) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let client = server.client()
          let login =
            #"{"email": "\#(ada.email)", "password": "\#(Person.password)"}"#
          #expect(try client.get("/readyz").status == 200)
          try Self.run(changes.away, deployment)
          #expect(try client.get("/readyz").status == 503)
          #expect(try client.post("/api/auth/login", login).status == 503)
          let unready = server.process.errors.line(
            containing: "\"the server is not ready\"", within: 60)
          #expect(unready?.contains("auth_users.") == true, "\(unready ?? "")")
          let cause = server.process.errors.line(
            containing: "not the one that this release expects", within: 60)
          #expect(cause != nil)
          try Self.run(changes.back, deployment)
          #expect(try client.get("/readyz").status == 200)
          #expect(try client.post("/api/auth/login", login).status == 200)
        }
      }
    }

    private static func run(_ script: String, _ deployment: Deployment) throws {
      let connection = try deployment.connect(to: "auth")
      defer { connection.close() }
      try connection.executeScript(script)
    }
  }
}
