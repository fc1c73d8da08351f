import Foundation
import Storage
import StorageSQLite
import Testing

@Suite("The open file is the named file")
struct OpenFileTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var files: FileManager { .default }

  /// A database with a table, which is taken away by `taking` while it is open.
  private func losing(
    _ taking: (SQLiteDatabase) throws -> Void, then: (SQLiteDatabase) async throws -> Void
  ) async throws {
    try await withDatabase(at: folder.file(), role: .server) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      try await database.execute("INSERT INTO t VALUES (1)")
      try taking(database)
      await #expect {
        try await database.execute("INSERT INTO t VALUES (2)")
      } throws: { error in
        guard case StorageUnavailable.unreachable(let reason) = error else { return false }
        return reason.contains(folder.file()) && reason.contains("restart")
      }
      try await then(database)
    }
  }

  @Test("A write to a file that was removed is refused as known not to have happened")
  func removed() async throws {
    try await losing { _ in
      try files.removeItem(atPath: folder.file())
    } then: { database in
      await #expect(throws: StorageUnavailable.self) { try await database.check() }
      #expect(throws: StorageUnavailable.self) { try database.checkName() }
    }
  }

  @Test("A file that was moved away takes writes again once it is back")
  func movedBack() async throws {
    try await losing { _ in
      try files.moveItem(atPath: folder.file(), toPath: folder.file("away.db"))
    } then: { database in
      try files.moveItem(atPath: folder.file("away.db"), toPath: folder.file())
      try await database.check()
      try await database.execute("INSERT INTO t VALUES (3)")
      let rows = try await database.all("SELECT a FROM t ORDER BY a") {
        try $0.get(0, as: Int.self)
      }
      #expect(rows == [1, 3])
    }
  }

  @Test("Another file in its place is not written to, and neither is the old one")
  func replaced() async throws {
    try await losing { _ in
      try files.moveItem(atPath: folder.file(), toPath: folder.file("old.db"))
      try files.copyItem(atPath: folder.file("old.db"), toPath: folder.file())
    } then: { _ in
    }
  }

  @Test(
    "A log that was removed takes nothing more, and what was acknowledged is kept",
    arguments: ["-wal", "-shm"])
  func logRemoved(_ suffix: String) async throws {
    try await losing { _ in
      try files.removeItem(atPath: folder.file() + suffix)
    } then: { _ in
      // What a process sees that begins when this one was killed.
      let copy = folder.file("copy.db")
      try files.copyItem(atPath: folder.file(), toPath: copy)
      if suffix == "-shm" {
        try files.copyItem(atPath: folder.file() + "-wal", toPath: copy + "-wal")
      }
      try await withDatabase(at: copy) { reopened in
        let rows = try await reopened.query("SELECT a FROM t")
        #expect(rows.count == 1)
      }
    }
  }

  @Test("A second server is refused by whatever name it knows the file, and so is a tool")
  func hardLink() async throws {
    try await withDatabase(at: folder.file(), role: .server) { _ in
      try files.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: true)
      for name in ["link.db", "sub/link.db"] {
        try files.linkItem(atPath: folder.file(), toPath: folder.file(name))
        for role in [SQLiteDatabase.Role.server, .tool] {
          #expect {
            try SQLiteDatabase(path: folder.file(name), role: role)
          } throws: { error in
            "\(error)".contains("served by process \(getpid())")
          }
        }
      }
      #expect(SQLiteDatabase.areOneFile(folder.file(), folder.file("link.db")))
      #expect(SQLiteDatabase.areOneFile(folder.file(), folder.path + "/./test.db"))
      #expect(!SQLiteDatabase.areOneFile(folder.file(), folder.file("other.db")))
    }
    // When the server is gone, the other name is a name like any other.
    try await withDatabase(at: folder.file("link.db"), role: .server) { _ in }
  }

  @Test("Many who open a new file at once all get it")
  func openedAtOnce() async throws {
    for attempt in 0..<20 {
      let path = folder.file("\(attempt).db")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask { try await withDatabase(at: path) { try await $0.check() } }
        }
        try await group.waitForAll()
      }
    }
  }
}
