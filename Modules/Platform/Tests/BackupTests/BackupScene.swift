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

  /// Where nobody has put a database yet: a file, or an empty database of Postgres that lasts as
  /// long as it is held.
  func emptyPlace(on engine: Engine, in database: any Database) throws -> DatabaseURL {
    switch engine {
    case .sqlite: return emptyFile
    case .postgres:
      guard let url = Engine.url(of: database) else { throw NoPlace() }
      return url
    }
  }

  /// A file that is not there.
  var emptyFile: DatabaseURL { .sqlite(path: "\(folder)/\(UUID().uuidString).db") }

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
    try await withPayments(over: engine.migratedDatabase([PlatformSQL.migrations]))
  }

  /// The same in a database that has the platform's tables.
  static func withPayments(
    over database: any Database
  ) async throws -> (LedgerFixture, payee: UserID) {
    let fixture = try LedgerFixture(over: database)
    let payer = try await fixture.user(holding: .naira(500))
    let payee = try await fixture.user(holding: .naira(0))
    for _ in 0..<3 {
      _ = try await fixture.ledger.post(Posting(fixture.order(.naira(100), from: payer, to: payee)))
    }
    return (fixture, payee)
  }
}
