import Console
import EventLoop
import Foundation
import Kernel
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StoragePostgres
import StorageSQLite
import StorageTesting
import Testing

@testable import Backup

@Suite("Backup and restore")
struct RoundTripTests {
  @Test("What was backed up comes back whole, once", arguments: Engine.allCases)
  func roundTrip(on engine: Engine) async throws {
    let scene = try BackupScene()
    // The second is where it comes back.
    let databases = try await engine.migratedDatabases([[PlatformSQL.migrations], []])
    let (fixture, payee) = try await LedgerFixture.withPayments(over: databases[0])
    let backup = "\(scene.folder)/backup"
    let copied = await scene.run("backup", "--to", backup, on: ["ajo": try fixture.url])
    #expect(copied.exitCode == 0, "\(copied.error)")
    #expect(copied.output.contains(#""created_at":"2026-01-01T12:00:00.000Z","clean":true"#))
    #expect(copied.output.contains(#""books":"verified""#))

    let place = try scene.emptyPlace(on: engine, in: databases[1])
    let restored = await scene.run("restore", "--from", backup, on: ["ajo": place])
    #expect(restored.exitCode == 0, "\(restored.error)")
    #expect(restored.output.contains(#""books":"verified","schema":"current""#))
    let again = try open(place)
    let ledger = SQLLedger(
      database: again, clock: fixture.clock, ids: fixture.ids, units: fixture.units)
    let balance = try await ledger.account(fixture.wallet(payee))?.balance
    #expect(balance == .naira(300))
    await again.close()

    let twice = await scene.run("restore", "--from", backup, on: ["ajo": place])
    #expect(twice.exitCode == 1 && twice.error.contains("not_empty"), "\(twice.error)")
    withExtendedLifetime(databases) {}
  }

  @Test("Of two backups that begin in one folder at once, one is made", arguments: Engine.allCases)
  func oneFolder(on engine: Engine) async throws {
    let scene = try BackupScene()
    let (fixture, _) = try await LedgerFixture.withPayments(on: engine)
    let url = try fixture.url
    for round in 0..<4 {
      let backup = "\(scene.folder)/backup-\(round)"
      async let first = scene.run("backup", "--to", backup, on: ["ajo": url])
      async let second = scene.run("backup", "--to", backup, on: ["ajo": url])
      let outcomes = await [first, second]
      #expect(outcomes.map(\.exitCode).sorted() == [0, 1])
      let refused = outcomes.map(\.error).joined()
      #expect(refused.contains("in_use") || refused.contains("not_empty"), "\(refused)")
      let manifest = try BackupManifest(
        parsing: #require(try BackupFile.contents("\(backup)/manifest.json")))
      #expect(
        scene.files(in: "backup-\(round)")
          == (manifest.entries.map(\.file) + ["manifest.json"]).sorted())
    }
  }

  @Test("A backup that fails leaves the folder as it was", arguments: [true, false])
  func failing(_ isThere: Bool) async throws {
    let scene = try BackupScene()
    let backup = "\(scene.folder)/backup"
    if isThere {
      try FileManager.default.createDirectory(
        atPath: backup, withIntermediateDirectories: true)
    }
    let (fixture, _) = try await LedgerFixture.withPayments(on: .sqlite)
    let outcome = await scene.run(
      "backup", "--to", backup,
      on: ["ajo": try fixture.url, "auth": .sqlite(path: "\(scene.folder)/absent.db")])
    #expect(outcome.exitCode == 1 && outcome.error.contains("empty_database"))
    #expect(scene.files(in: "backup") == (isThere ? [] : ["there is no such folder"]))
  }

  @Test("A restore goes neither to another engine nor to other contexts, and leaves nothing behind")
  func elsewhere() async throws {
    let scene = try BackupScene()
    let (fixture, _) = try await LedgerFixture.withPayments(on: .sqlite)
    let backup = "\(scene.folder)/backup"
    _ = await scene.run("backup", "--to", backup, on: ["ajo": try fixture.url])
    let file = scene.emptyFile
    let refusals = [
      await scene.run(
        "restore", "--from", backup, on: ["ajo": .postgres(uri: "postgresql://nowhere/none")]),
      await scene.run("restore", "--from", backup, on: ["auth": file]),
      await scene.run(
        "restore", "--from", backup,
        on: ["ajo": file, "auth": .sqlite(path: "\(scene.folder)/auth.db")]),
    ]
    #expect(refusals.allSatisfy { $0.exitCode == 1 && $0.output.isEmpty })
    #expect(refusals[0].error.contains("other_engine"))
    #expect(refusals[1].error.contains("other_stores"))
    #expect(refusals[2].error.contains("other_stores"))
    #expect(scene.files(in: "") == ["backup"])
  }

  private func open(_ url: DatabaseURL) throws -> any Database {
    switch url {
    case .sqlite(let path): try SQLiteDatabase(path: path)
    case .postgres(let uri): try PostgresDatabase(url: uri, group: try EventLoopGroup(count: 1))
    }
  }
}
