import Foundation
import Migrations
import Storage
import Testing

extension ServerTests {
  /// When the server does not start, and what it says then.
  @Suite struct StartTests {
    @Test(
      "A database that was not migrated is refused, and the command that mends it mends it",
      arguments: StorageSet.migratedOnPurpose)
    func behind(on set: StorageSet) async throws {
      try await Deployment.with(set, migrates: false) { deployment in
        let refusal = try deployment.run("atrium-server")
        #expect(refusal.exitCode == 78)
        #expect(refusal.errors.contains("atrium-migrate apply --database"), "\(refusal.errors)")
        #expect(try deployment.run("atrium-migrate", "status").exitCode == 2)
        let cli = try deployment.run("atrium", "ledger", "verify")
        #expect(cli.exitCode == 78)
        #expect(cli.errors.contains("atrium-migrate apply --database"), "\(cli.errors)")

        #expect(try deployment.run("atrium-migrate", "apply").exitCode == 0)
        try await deployment.serving { server in
          let readiness = try server.client().get("/readyz")
          #expect(readiness.status == 200)
        }
      }
    }

    @Test(
      "A database that a newer release has added to is served, with a warning",
      arguments: StorageSet.allCases)
    func ahead(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { _ in }
        let schemas = try addMigration(to: deployment)
        let newer = try deployment.run("atrium-migrate", "apply", "--schemas", schemas)
        #expect(newer.exitCode == 0, "\(newer.errors)\(newer.output)")

        try await deployment.serving { server in
          let readiness = try server.client().get("/readyz")
          #expect(readiness.status == 200, "\(readiness.text)")
        }
        let refusal = try deployment.run("atrium", "ledger", "verify")
        #expect(refusal.exitCode != 0)
        #expect(refusal.errors.contains("newer release"), "\(refusal.errors)")
        #expect(try deployment.run("atrium-migrate", "verify").exitCode == 3)
      }
    }

    @Test(
      "A second server on one file is refused by the first one's id; tools are not",
      arguments: StorageSet.ownedByOneServer)
    func secondServer(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let refusal = try deployment.run("atrium-server")
          #expect(refusal.exitCode == 69)
          #expect(refusal.errors.contains("process \(server.process.id)"), "\(refusal.errors)")
          #expect(try deployment.findings() == nil)
          #expect(try server.client().get("/readyz").status == 200)
        }
        // Killed as it was, the first one does not stand in the way of the next.
        try await deployment.serving { server in
          let readiness = try server.client().get("/readyz")
          #expect(readiness.status == 200)
        }
      }
    }

    @Test("A tool of a newer release does not migrate a file under the server that serves it")
    func toolOfNewerRelease() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          try goBack(deployment)
          let tool = try deployment.run("atrium", "ledger", "verify")
          #expect(tool.exitCode == 78)
          #expect(tool.errors.contains("process \(server.process.id)"), "\(tool.errors)")
          #expect(try deployment.run("atrium-migrate", "status").exitCode == 2)
        }
        #expect(try deployment.findings() == nil)
        #expect(try deployment.run("atrium-migrate", "status").exitCode == 0)
      }
    }

    /// Makes a database what it was before the platform's last migration.
    private func goBack(_ deployment: Deployment) throws {
      let streams = try MigrationStream.all(inFoldersOf: "\(Programs.root)/Schemas")
      let platform = try #require(streams.first { $0.name == "platform" })
      let last = try #require(platform.migrations.last)
      let connection = try deployment.connect(to: "auth")
      defer { connection.close() }
      try Migrator(connection: connection, streams: [platform]).revert(
        stream: platform.name, to: last.version - 1)
    }

    @Test("Several servers serve one database that is made for it", arguments: StorageSet.shared)
    func severalServers(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { first in
          try await deployment.serving { second in
            let bank = try await Bank.open(deployment, first, people: 4, each: 100_00)
            let orders = bank.orders(100, "order", seed: 1)
            let loads = [
              (first, Load(bank, Array(orders.prefix(50)))),
              (second, Load(bank, Array(orders.dropFirst(50)))),
            ]
            _ = try await concurrently(2) { index in
              try await loads[index].1.run(at: loads[index].0, clients: 4) { _ in }
            }
            let posted = loads.flatMap { $0.1.posted }
            #expect(loads.flatMap { $0.1.unexpected } == [])
            #expect(try bank.balances(at: first) == bank.balances(after: posted))
            #expect(try bank.balances(at: second) == bank.balances(after: posted))
            #expect(try deployment.findings() == nil)
          }
        }
      }
    }

    @Test("All mistakes of a configuration are named at once, each with its line")
    func configuration() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write(
          "atrium.toml",
          """
          listen = "nowhere"
          contexts = ["auth", "ajoo"]
          lisen = "127.0.0.1:1"
          [storage]
          default = "mysql://root:secret@localhost/atrium"
          [http]
          idle_timeout = "soon"
          """ + "\n")
        for (program, arguments) in [("atrium-server", []), ("atrium", ["config", "check"])] {
          let outcome = try Programs.run(program, arguments, in: deployment.folder)
          #expect(outcome.exitCode == 78, "\(program)")
          for line in [1, 2, 3, 5, 7] {
            #expect(
              outcome.errors.contains("atrium.toml:\(line): "), "\(program): \(outcome.errors)")
          }
          #expect(outcome.errors.contains("listen"), "\(program) should guess what lisen means")
          #expect(!outcome.errors.contains("secret"), "\(program) shows a password")
        }
        try deployment.write("atrium.toml", "listen = [\n")
        let broken = try deployment.run("atrium-server")
        #expect(broken.exitCode == 78)
        #expect(broken.errors.contains("atrium.toml:"), "\(broken.errors)")
        let variable = try Programs.run(
          "atrium-server", [], environment: ["ATRIUM_LISEN": "1"], in: deployment.folder)
        #expect(variable.exitCode == 78)
        #expect(variable.errors.contains("ATRIUM_LISEN"), "\(variable.errors)")
      }
    }

    @Test("Settings that make no sense together are named at once, before anything is opened")
    func contradictions() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let lines = """
          [mail]
          transport = "smtp"
          [auth.cookie]
          secure = false
          [admin]
          email = "nobody"
          """
        try deployment.write("atrium.toml", lines + "\n")
        for (program, arguments) in [("atrium-server", []), ("atrium", ["config", "check"])] {
          let outcome = try Programs.run(program, arguments, in: deployment.folder)
          #expect(outcome.exitCode == 78, "\(program)")
          for word in ["mail.smtp_url", "auth.cookie.secure", "admin.email"] {
            #expect(outcome.errors.contains(word), "\(program): \(outcome.errors)")
          }
        }
      }
    }

    @Test("A context that needs another is refused without it, and the one to add is named")
    func missingContext() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write("atrium.toml", "contexts = [\"ajo\"]\n")
        for (program, arguments) in [("atrium-server", []), ("atrium", ["config", "check"])] {
          let outcome = try Programs.run(program, arguments, in: deployment.folder)
          #expect(outcome.exitCode == 78, "\(program)")
          #expect(
            outcome.errors.contains(
              "ajo needs UserDirectory, which no configured context provides; "
                + "add \"auth\" to contexts"), "\(program): \(outcome.errors)")
        }
      }
    }

    @Test("A setting by its earlier name is taken, and its new name is told")
    func awaited() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write(
          "atrium.toml",
          """
          [ajo]
          time_zone = "Africa/Lagos"
          [kyc.smileid]
          secret_file = "secret"
          """)
        try deployment.write("secret", "7")
        let outcome = try deployment.run("atrium", "config", "check")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(
          outcome.output.contains("kyc.smileid.secret is the earlier name of kyc.smileid.api_key"))
        try deployment.write("atrium.toml", "")
        let short = try deployment.run("atrium", "config", "check")
        #expect(short.output.hasPrefix("The configuration is in order: "), "\(short.output)")
        #expect(short.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        let json = try deployment.run("atrium", "config", "check", "--json")
        #expect(json.output.contains(#""advice":[]"#), "\(json.output)")
        try deployment.write("atrium.toml", "[payments.paystack]\nsecret = \"sk_live_1\"")
        let secret = try deployment.run("atrium", "config", "check")
        #expect(secret.exitCode == 78)
        #expect(!secret.errors.contains("sk_live_1"))
      }
    }

    @Test(
      "A mount that no request's path can name is refused",
      arguments: [
        "ajo", "/ajo/", "//ajo", "/a//b", "/{ajo}", "/a b", "/ajo?x", "/%61jo", "/../ajo", "/é",
      ])
    func mounts(_ path: String) async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write("atrium.toml", "[mount]\najo = \"\(path)\"\n")
        let outcome = try deployment.run("atrium", "config", "check")
        #expect(outcome.exitCode == 78)
        #expect(outcome.errors.contains("atrium.toml:2: `mount.ajo`"), "\(outcome.errors)")
        try deployment.write("atrium.toml", "[mount]\najo = \"/v1.0/ajo-x_~\"\n")
        #expect(try deployment.run("atrium", "config", "check").exitCode == 0)
      }
    }

    @Test("A database that cannot be reached is told by the exit code 69, by every program")
    func unreachable() async throws {
      try await Deployment.with(.sqlite) { deployment in
        // Nobody listens on port 1.
        let url = "postgresql://nobody:secret@127.0.0.1:1/nothing"
        try deployment.write("atrium.toml", "[storage]\ndefault = \"\(url)\"\n")
        for (program, arguments) in [
          ("atrium-server", []), ("atrium", ["user", "list"]), ("atrium", ["ledger", "verify"]),
          ("atrium-migrate", ["status"]),
        ] {
          let outcome = try Programs.run(program, arguments, in: deployment.folder)
          #expect(outcome.exitCode == 69, "\(program): \(outcome.errors)")
          #expect(outcome.errors.contains("unreachable"), "\(program): \(outcome.errors)")
          #expect(!outcome.errors.contains("secret"), "\(program) shows a password")
        }
      }
    }

    @Test(
      "Told of no database, every program takes the same file",
      arguments: ["", "[storage.ajo]\nurl = \"sqlite:other.db\""])
    func standardDatabase(_ storage: String) async throws {
      try await Deployment.with(.sqlite, settings: "") { deployment in
        try deployment.write("atrium.toml", "listen = \"127.0.0.1:0\"\n\(storage)\n")
        let pending = try deployment.run("atrium-migrate", "status")
        #expect(pending.exitCode == 2, "\(pending.errors)")
        #expect(pending.output.contains("sqlite:atrium.db"), "\(pending.output)")
        let applied = try deployment.run("atrium-migrate", "apply")
        #expect(applied.exitCode == 0, "\(applied.errors)")
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          #expect(try deployment.run("atrium", "user", "list").output.contains(ada.email))
        }
        #expect(try deployment.run("atrium-migrate", "verify").exitCode == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: deployment.folder)
        let databases = files.filter { $0.hasSuffix(".db") }.sorted()
        #expect(databases == (storage.isEmpty ? ["atrium.db"] : ["atrium.db", "other.db"]))
      }
    }

    /// A copy of the schemas with one more migration of Ajo's, as a later release would have it.
    private func addMigration(to deployment: Deployment) throws -> String {
      let schemas = "\(deployment.folder)/Schemas"
      let files = FileManager.default
      // The folder itself: a copied link would have the test write into the project.
      let original = URL(filePath: Programs.root + "/Schemas").resolvingSymlinksInPath().path
      try files.copyItem(atPath: original, toPath: schemas)
      let folder = "\(schemas)/Ajo"
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let last = try files.contentsOfDirectory(atPath: folder).compactMap { Int($0.prefix(4)) }
        .max()
      let name = String(format: "%04d_later", (last ?? 0) + 1)
      try deployment.write(
        "Schemas/Ajo/\(name).sqlite.sql",
        "CREATE TABLE ajo_later (id INTEGER PRIMARY KEY) STRICT;\n")
      try deployment.write(
        "Schemas/Ajo/\(name).postgres.sql", "CREATE TABLE ajo_later (id bigint PRIMARY KEY);\n")
      return schemas
    }
  }
}
