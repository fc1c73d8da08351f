import Foundation
import Storage
import Testing

extension ServerTests {
  /// A server that reaches Postgres through pgbouncer, as `Deploy` configures it.
  @Suite(.serialized, .enabled(if: Pgbouncer.program != nil, "install pgbouncer"))
  struct PgbouncerTests {
    /// A server that nobody else needs: one of these tests at a time has it.
    private static let postgres = Result { try PostgresInstance.start() }

    @Test("In session mode all works, and what is acknowledged outlives restarts of both")
    func session() async throws {
      let postgres = try Self.postgres.get()
      try await pooled(Self.postgres) { deployment, pooler in
        let applied = try deployment.run("atrium-migrate", "apply")
        #expect(applied.exitCode == 0, "\(applied.errors)")
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 6, each: 1_000_00)
          let seed = UInt64.random(in: 0...UInt64.max)
          let load = Load(bank, bank.orders(500, "order", seed: seed))
          let restarts = Restarts(pooler, postgres)
          try await load.run(at: server, clients: 8) { finished in
            switch finished {
            case 100, 350: restarts.restartPooler()
            case 220: restarts.restartPostgres()
            default: break
            }
          }
          #expect(restarts.failures == [])
          #expect(load.isDone, "seed \(seed)")
          #expect(load.unexpected == [], "seed \(seed)")
          #expect(load.finished.count == 500, "seed \(seed)")
          let differing = try await load.replay(at: server, clients: 8)
          #expect(differing == [], "seed \(seed)")
          #expect(
            try bank.balances(at: server) == bank.balances(after: load.posted), "seed \(seed)")
          #expect(try deployment.findings() == nil, "seed \(seed)")
          let readiness = try server.client().get("/readyz")
          #expect(readiness.status == 200)
        }
        #expect(try deployment.run("atrium-migrate", "verify").exitCode == 0)
      }
    }

    @Test("What pgbouncer says of a server that crashed is not taken for the server's own word")
    func crash() async throws {
      try await pooled(Self.postgres) { deployment, pooler in
        let (pooled, direct) = (pooler.url, deployment.url(of: "ajo"))
        let outcomes = try await concurrently(2) { number in
          let connection = try PostgresInstance.connect(number == 0 ? pooled : direct)
          defer { connection.close() }
          guard number == 0 else { return try Self.killWhoeverSleeps(seenBy: connection) }
          do {
            try connection.execute("SELECT pg_sleep(60)")
            return "slept"
          } catch StorageUnavailable.outcomeUnknown {
            return "unknown"
          }
        }
        #expect(outcomes == ["unknown", "killed"])
      }
    }

    private static func killWhoeverSleeps(seenBy connection: any SQLConnection) throws -> String {
      let deadline = Date(timeIntervalSinceNow: 30)
      while Date() < deadline {
        let process = try connection.first(
          """
          SELECT pid::bigint FROM pg_stat_activity
          WHERE query = 'SELECT pg_sleep(60)' AND state = 'active' AND wait_event = 'PgSleep'
          """
        ) { pid_t(try $0.get(0, as: Int64.self)) }
        if let process { return kill(process, SIGKILL) == 0 ? "killed" : "errno \(errno)" }
      }
      return "nobody slept"
    }
  }

  /// A server behind a pgbouncer that is configured otherwise. Programs wait for what does not come
  /// before they say so: this goes on beside the tests above.
  @Suite(.serialized, .enabled(if: Pgbouncer.program != nil, "install pgbouncer"))
  struct PgbouncerModeTests {
    private static let postgres = Result { try PostgresInstance.start() }

    @Test(
      "Where sessions are handed on nothing starts, and it is said why",
      arguments: ["transaction", "statement"])
    func otherModes(_ mode: String) async throws {
      try await pooled(Self.postgres, mode: mode) { deployment, _ in
        let migration = try deployment.run("atrium-migrate", "apply")
        #expect(migration.exitCode == 69)
        #expect(migration.errors.contains("pool_mode = session"), "\(migration.errors)")
        // Migrated past the pooler, the database is as the server wants it; its sessions are not.
        let direct = try deployment.run(
          "atrium-migrate", "apply", "--database", deployment.url(of: "ajo"))
        #expect(direct.exitCode == 0, "\(direct.errors)")
        let server = try deployment.run("atrium-server")
        #expect(server.exitCode != 0)
        #expect(server.errors.contains("pool_mode = session"), "\(server.errors)")
        let tool = try deployment.run("atrium", "ledger", "verify")
        #expect(tool.exitCode != 0)
        #expect(tool.errors.contains("pool_mode = session"), "\(tool.errors)")
      }
    }
  }
}

/// Runs `body` with a deployment whose Postgres is reached through pgbouncer.
private func pooled(
  _ postgres: Result<PostgresInstance, any Error>, mode: String = "session",
  _ body: (Deployment, Pgbouncer) async throws -> Void
) async throws {
  let postgres = try postgres.get()
  try await Deployment.with(.postgres, postgres: postgres, migrates: false) { deployment in
    let pooler = try Pgbouncer(before: deployment.url(of: "ajo"), mode: mode)
    defer { pooler.stop() }
    try deployment.write(
      "atrium.toml",
      """
      listen = "127.0.0.1:0"
      contexts = ["auth", "ajo"]
      [storage]
      default = "\(pooler.url)"

      """)
    try await body(deployment, pooler)
  }
}

/// Restarts of what stands below a server, by whichever client comes to it.
private final class Restarts: @unchecked Sendable {
  // Unchecked: guarded by `lock`.

  private let lock = NSLock()
  private let pooler: Pgbouncer
  private let postgres: PostgresInstance
  private var found: [String] = []

  init(_ pooler: Pgbouncer, _ postgres: PostgresInstance) {
    self.pooler = pooler
    self.postgres = postgres
  }

  var failures: [String] { lock.withLock { found } }

  func restartPooler() { attempt { try pooler.restart() } }

  func restartPostgres() { attempt { try postgres.restart() } }

  private func attempt(_ body: () throws -> Void) {
    lock.withLock {
      do { try body() } catch { found.append("\(error)") }
    }
  }
}
