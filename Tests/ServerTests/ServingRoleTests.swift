import Foundation
import Storage
import Testing

extension ServerTests {
  /// A server whose role on Postgres owns nothing.
  @Suite struct ServingRoleTests {
    @Test("The role that serves does all that serving takes, and the books are beyond its reach")
    func serving() async throws {
      try await RoleScene.run { scene in
        #expect(try scene.run("atrium-migrate", "verify", by: .owner).exitCode == 2)
        let applied = try scene.run("atrium-migrate", "apply", by: .owner)
        #expect(applied.exitCode == 0, "\(applied.errors)\(applied.output)")
        let verified = try scene.run("atrium-migrate", "verify", by: .serving)
        #expect(verified.exitCode == 0, "\(verified.errors)\(verified.output)")
        let itself = try scene.run("atrium-migrate", "apply", by: .serving)
        #expect(itself.exitCode == 64)
        #expect(itself.errors.contains("must not own the tables"), "\(itself.errors)")

        let deployment = scene.deployment
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 4, each: 100_00)
          let load = Load(bank, bank.orders(60, "order", seed: 7))
          try await load.run(at: server, clients: 4) { _ in }
          #expect(load.unexpected == [])
          #expect(try bank.balances(at: server) == bank.balances(after: load.posted))
          #expect(try bank.movements(at: server).count >= 2 * load.posted.count)
          let admin = try deployment.administrator("root@example.com", at: server)
          let client = admin.client(of: server)
          #expect(try client.get("/api/users").status == 200)
          #expect(try client.send("DELETE", "/api/auth/sessions").status == 204)
          #expect(try client.get("/readyz").status == 200)
          #expect(!server.process.errors.textSoFar.contains("the server serves as"))
        }
        try expectRefusals(scene)
        #expect(try deployment.findings() == nil)
        let backup = try deployment.run("atrium", "backup", "--to", "\(deployment.folder)/backup")
        #expect(backup.exitCode == 0, "\(backup.errors)")
      }
    }

    private func expectRefusals(_ scene: RoleScene) throws {
      let connection = try PostgresInstance.connect(scene.url(.serving))
      defer { connection.close() }
      let books = try connection.all(
        """
        SELECT tablename::text FROM pg_tables
        WHERE tablename LIKE 'ledger!_%' ESCAPE '!' OR tablename = 'platform_audit'
        """
      ) { try $0.get(0, as: String.self) }
      #expect(books.count >= 5)
      var attempts = [
        "SET session_replication_role = replica", "CREATE TABLE mine (x bigint)",
        "CREATE SCHEMA mine", "DELETE FROM atrium_migrations", "TRUNCATE auth_users",
        "DELETE FROM platform_audit_head", "ALTER TABLE auth_users ADD COLUMN x bigint",
        "SET ROLE \(scene.name(.owner))", "DROP FUNCTION atrium_refuse_change() CASCADE",
      ]
      for table in books {
        attempts += [
          "DELETE FROM \(table)", "TRUNCATE \(table)", "DROP TABLE \(table)",
          "ALTER TABLE \(table) DISABLE TRIGGER ALL",
        ]
        // Totals go on; what they may become is the triggers' to say.
        if table != "ledger_accounts" {
          let column = table == "ledger_refusals" ? "refusal" : "hash"
          attempts.append(
            table == "ledger_transfers"
              ? "UPDATE ledger_transfers SET amount = 1"
              : "UPDATE \(table) SET \(column) = \(column)")
        }
      }
      for attempt in attempts {
        #expect("\(attempt)") {
          try connection.executeScript(attempt)
        } throws: { error in
          if case StorageUnavailable.refused = error { true } else { false }
        }
      }
      #expect(throws: StorageError.self) {
        try connection.executeScript("UPDATE ledger_accounts SET credits_posted = 0")
      }
    }

    @Test("Served by the owner of its tables the server works and says so; the roles are parted")
    func owner() async throws {
      try await RoleScene.run { scene in
        let deployment = scene.deployment
        // As it was before there were two: the role that serves has made everything.
        try scene.giveEverything(to: .serving)
        try scene.configure(servingRole: nil)
        #expect(try deployment.run("atrium-migrate", "apply").exitCode == 0)
        let advice = try deployment.run("atrium", "config", "check")
        #expect(advice.exitCode == 0)
        #expect(advice.output.contains("storage.serving_role is not set for auth, ajo"))
        let person = try await deployment.serving { server in
          let log = server.process.errors
          #expect(log.line(containing: "as the owner of its tables", within: 10) != nil)
          return try Person.register("Ada", at: server)
        }

        try scene.makeRoles()
        try scene.configure(servingRole: scene.name(.serving))
        let found = try scene.run("atrium-migrate", "verify", by: .owner)
        #expect(found.exitCode == 3)
        #expect(found.output.contains("lacks"), "\(found.output)")
        #expect(try scene.run("atrium-migrate", "apply", by: .owner).exitCode == 0)
        #expect(try scene.run("atrium-migrate", "verify", by: .serving).exitCode == 0)
        try await deployment.serving { server in
          let balance = try person.balance(at: server)
          #expect(balance == 0)
          #expect(!server.process.errors.textSoFar.contains("the server serves as"))
        }
      }
    }
  }
}

/// A deployment on a database with the roles that `Deploy/postgres-roles.sql` makes.
private final class RoleScene {
  enum Role: String { case owner, serving }

  let deployment: Deployment
  private let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 36)

  private init(_ deployment: Deployment) {
    self.deployment = deployment
  }

  static func run(_ body: (RoleScene) async throws -> Void) async throws {
    let names = try await Deployment.with(.postgres, migrates: false) { deployment in
      let scene = RoleScene(deployment)
      try scene.makeRoles()
      try scene.configure(servingRole: scene.name(.serving))
      try await body(scene)
      return [scene.name(.owner), scene.name(.serving)]
    }
    // Once the database is gone they own nothing.
    let connection = try PostgresInstance.shared.get().connectAsAdministrator()
    defer { connection.close() }
    for name in names { try connection.executeScript("DROP ROLE \(name)") }
  }

  func name(_ role: Role) -> String { "atrium_\(role.rawValue)_\(suffix)" }

  /// The database as one of the roles reaches it.
  func url(_ role: Role) -> String {
    let url = deployment.url(of: "ajo")
    let start = url.range(of: "://")?.upperBound ?? url.startIndex
    let rest = url[start...]
    let address = rest.firstIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    return "\(url[..<start])\(name(role)):secret@\(address)"
  }

  /// Runs what we tell deployers to run.
  func makeRoles() throws {
    let url = deployment.url(of: "ajo")
    let name = url.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
    let variables = [
      "database=\(name)", "owner=\(self.name(.owner))", "serving=\(self.name(.serving))",
      "owner_password=secret", "serving_password=secret",
    ]
    let outcome = try Programs.run(
      "/usr/bin/env",
      ["psql", "-X", "-q"] + variables.flatMap { ["-v", $0] }
        + ["-f", Programs.root + "/Deploy/postgres-roles.sql", url], in: "/")
    guard outcome.exitCode == 0 else { throw HarnessError("no roles: \(outcome.errors)") }
  }

  /// Has a role own the database.
  func giveEverything(to role: Role) throws {
    let connection = try PostgresInstance.connect(deployment.url(of: "ajo"))
    defer { connection.close() }
    try connection.executeScript(
      """
      ALTER SCHEMA public OWNER TO \(name(role));
      DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I OWNER TO \(name(role))', current_database());
      END $$
      """)
  }

  /// Has the server connect as the role that serves.
  func configure(servingRole: String?) throws {
    var lines = [
      "listen = \"127.0.0.1:0\"", "contexts = [\"auth\", \"ajo\"]", "[storage]",
      "default = \"\(url(.serving))\"",
    ]
    if let servingRole { lines.append("serving_role = \"\(servingRole)\"") }
    try deployment.write("atrium.toml", lines.joined(separator: "\n") + "\n")
  }

  /// Runs a program beside the configuration, as one of the roles.
  func run(
    _ program: String, _ arguments: String..., by role: Role
  ) throws -> Programs.Outcome {
    try Programs.run(
      program, arguments, environment: ["ATRIUM_STORAGE_DEFAULT": url(role)],
      in: deployment.folder)
  }
}
