import Foundation
import Migrations
import Storage
import StorageSQLite
import Testing

@Suite("The lock beside a SQLite file")
struct MigrationFileLockTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "atrium-lock-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("It is taken before there is a database, for its owner alone")
  func first() throws {
    try inFolder { folder in
      let lock = try MigrationFileLock(database: folder + "/a.db", waiting: .zero)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == ["a.db.migrate.lock"])
      let attributes = try FileManager.default.attributesOfItem(
        atPath: folder + "/a.db.migrate.lock")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      lock.release()
    }
  }

  @Test("A lock file that an older release made is hidden from others, too")
  func older() throws {
    try inFolder { folder in
      let path = folder + "/a.db.migrate.lock"
      let isMade = FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o644])
      #expect(isMade)
      try MigrationFileLock(database: folder + "/a.db", waiting: .zero).release()
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("Who finds it taken is told by whom, whatever the file is called, and touches nothing")
  func taken() throws {
    try inFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: folder)
      let lock = try MigrationFileLock(database: folder + "/a.db", waiting: .zero)
      for name in ["/a.db", "/./a.db", "/link/a.db"] {
        var waited: [Migrator.Event] = []
        guard
          case .lockBusy(let who) = migrationError({
            _ = try MigrationFileLock(database: folder + name, waiting: .milliseconds(1)) {
              waited.append($0)
            }
          })
        else {
          Issue.record("it was taken twice")
          return
        }
        #expect(who.contains("process \(getpid())"))
        #expect(waited == [.waiting(who)])
      }
      lock.release()
      #expect(!FileManager.default.fileExists(atPath: folder + "/a.db"))
      try MigrationFileLock(database: folder + "/a.db", waiting: .zero).release()
    }
  }
}
