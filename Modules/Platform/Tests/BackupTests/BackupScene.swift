import Console
import Foundation
import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import Migrations
import PlatformSQL
import Storage
import StorageTesting

@testable import Backup

/// A folder for backups, and the commands over whatever databases a test names.
final class BackupScene: Sendable {
  static let noon = Instant(milliseconds: 1_767_268_800_000)

  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "atrium-backup-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Where nobody has put a database yet. On Postgres `lasting` keeps it for as long as it is used.
  func emptyPlace(on engine: Engine) async throws -> (url: DatabaseURL, lasting: (any Database)?) {
    switch engine {
    case .sqlite: return (.sqlite(path: "\(folder)/\(UUID().uuidString).db"), nil)
    case .postgres:
      let database = try await engine.database()
      guard let url = Engine.url(of: database) else { throw NoPlace() }
      return (url, database)
    }
  }

  /// Runs `atrium` with these words on the databases of contexts.
  func run(
    _ words: String..., on databases: [String: DatabaseURL]
  ) async -> CommandLineProgram.Outcome {
    let command = BackupCommand(
      release: "1.2.3", environment: ProcessInfo.processInfo.environment,
      clock: FixedClock(Self.noon)
    ) {
      databases.sorted { $0.key < $1.key }.map { name, url in
        BackupContext(
          name: name, url: url, migrations: MigrationStream(name: name, files: []),
          units: [.naira])
      }
    }
    let program = CommandLineProgram(name: "atrium", summary: "", commands: command.commands)
    return await program.run(words + ["--json"])
  }

  /// What is in a folder.
  func files(in name: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")
    return (names ?? ["there is no such folder"]).sorted()
  }
}

/// A database that stands nowhere.
struct NoPlace: Error {}

extension LedgerFixture {
  /// Where the database is.
  var url: DatabaseURL {
    get throws {
      guard let url = Engine.url(of: database) else { throw NoPlace() }
      return url
    }
  }

  /// A ledger on which money has moved.
  static func withPayments(on engine: Engine) async throws -> (LedgerFixture, payee: UserID) {
    let fixture = try await LedgerFixture(on: engine)
    let payer = try await fixture.user(holding: .naira(500))
    let payee = try await fixture.user(holding: .naira(0))
    for _ in 0..<3 {
      _ = try await fixture.ledger.post(Posting(fixture.order(.naira(100), from: payer, to: payee)))
    }
    return (fixture, payee)
  }
}
