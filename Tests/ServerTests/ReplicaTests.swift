import Foundation
import JSON
import StorageTesting
import Testing

extension ServerTests {
  /// A server whose lists are read from a replica.
  @Suite struct ReplicaTests {
    private static let servers = Result { try ReplicatedPostgres() }

    private func serving(
      _ body: (Deployment, AtriumServer, ReplicatedPostgres) async throws -> Void
    ) async throws {
      let servers = try Self.servers.get()
      let primary = PostgresInstance.at(servers.primary)
      try await Deployment.with(.postgres, postgres: primary) { deployment in
        let url = deployment.url(of: "ajo")
        let name = url.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
        let replica = ReplicatedPostgres.url(servers.replica, ofDatabase: name)
        try deployment.write(
          "atrium.toml",
          """
          listen = "127.0.0.1:0"
          contexts = ["auth", "ajo"]
          [storage]
          default = "\(url)"
          replicas = ["\(replica)"]
          replica_max_lag = "2s"

          """)
        try await deployment.serving { server in try await body(deployment, server, servers) }
      }
    }

    /// Asks until what `/metrics` and `/readyz` tell of the replica is as it should be.
    private func poll(
      _ server: AtriumServer, _ condition: (_ state: String, _ reads: Double) throws -> Bool
    ) async throws {
      let deadline = Date(timeIntervalSinceNow: 60)
      let client = server.client()
      while true {
        let ready = try client.get("/readyz")
        #expect(ready.status == 200)
        let state = ready.json?["replicas"]?.elements.first { _ in true }?["state"]?.string ?? "?"
        let metrics = try client.get("/metrics").text
        let line = metrics.split(separator: "\n").first {
          $0.hasPrefix("atrium_replica_reads_total{database=\"auth-ajo\",replica=\"1\"}")
        }
        let reads = line?.split(separator: " ").last.flatMap { Double($0) } ?? -1
        if try condition(state, reads) { return }
        guard Date() < deadline else {
          throw HarnessError("the replica stays \(state), with \(reads) reads")
        }
      }
    }

    @Test("Lists are read from the replica while it is there, and from the primary otherwise")
    func lists() async throws {
      try await serving { deployment, server, servers in
        let bank = try await Bank.open(deployment, server, people: 3, each: 500_00)
        let load = Load(bank, bank.orders(40, "order", seed: 3))
        try await load.run(at: server, clients: 2) { _ in }
        let admin = try deployment.administrator("root@example.com", at: server)
        let client = admin.client(of: server)
        var before = 0.0
        try await poll(server) { state, reads in
          before = reads
          return state == "usable" && reads >= 0
        }
        // Later pages of a book are exact wherever they are read.
        #expect(try bank.movements(at: server).count == 2 * load.posted.count + 5)
        try await poll(server) { _, reads in
          let list = try client.get("/api/users")
          #expect(list.status == 200, "\(list.text)")
          return reads > before
        }

        try servers.pauseReplica()
        try await poll(server) { state, _ in
          let list = try client.get("/api/users")
          #expect(list.status == 200, "\(list.text)")
          return state == "unreachable"
        }
        #expect(try bank.movements(at: server).count == 2 * load.posted.count + 5)

        try servers.resumeReplica()
        try await poll(server) { state, reads in
          before = reads
          return state == "usable"
        }
        try await poll(server) { _, reads in
          let list = try client.get("/api/users")
          #expect(list.status == 200, "\(list.text)")
          return reads > before
        }
        #expect(try deployment.findings() == nil)
      }
    }

    @Test("What cannot be is refused with its line, and a replica's password is never shown")
    func configuration() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write(
          "atrium.toml",
          """
          [storage]
          default = "sqlite:a.db"
          replicas = ["postgresql://u:hunter2@replica/a"]
          [storage.auth]
          replicas = ["postgresql://u:hunter2@replica/a"]
          serving_role = "x"

          """)
        for (program, arguments) in [("atrium-server", []), ("atrium", ["config", "check"])] {
          let outcome = try Programs.run(program, arguments, in: deployment.folder)
          #expect(outcome.exitCode == 78, "\(program)")
          for line in [3, 5, 6] {
            #expect(outcome.errors.contains("atrium.toml:\(line): storage."), "\(outcome.errors)")
          }
          #expect(!outcome.errors.contains("hunter2"))
        }
        try deployment.write(
          "atrium.toml",
          """
          [storage]
          default = "postgresql://u:hunter2@primary/a"
          replicas = ["postgresql://u:hunter2@replica/a", "sqlite:b.db"]

          """)
        let mixed = try deployment.run("atrium", "config", "check")
        #expect(mixed.exitCode == 78)
        #expect(mixed.errors.contains("atrium.toml:3"), "\(mixed.errors)")
        try deployment.write(
          "atrium.toml",
          """
          [storage]
          default = "postgresql://u:hunter2@primary/a"
          replicas = ["postgresql://u:hunter2@replica/a", "postgresql://replica/a?password=hunter2"]

          """)
        let shown = try deployment.run("atrium", "config", "show")
        #expect(shown.exitCode == 0)
        #expect(shown.output.contains("replica_max_lag"))
        #expect(shown.output.contains("u:***@replica"), "\(shown.output)")
        #expect(!shown.output.contains("hunter2"))
      }
    }
  }
}
