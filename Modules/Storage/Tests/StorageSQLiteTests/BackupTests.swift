import Foundation
import Storage
import StorageSQLite
import Testing

@Suite("Backups of a SQLite file")
struct BackupTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("A copy taken under writes holds the state of one moment, in one file")
  func consistent() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE accounts (id INTEGER PRIMARY KEY, n INTEGER)")
      try await database.execute("INSERT INTO accounts VALUES (1, 1000), (2, 0)")
      let writing = Task {
        while !Task.isCancelled {
          try await database.transaction { sql in
            try sql.execute("UPDATE accounts SET n = n - 1 WHERE id = 1")
            try sql.execute("UPDATE accounts SET n = n + 1 WHERE id = 2")
          }
        }
      }
      for number in 0..<5 {
        let copy = folder.file("copy\(number).db")
        try await database.backup(to: copy)
        #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
        #expect(!FileManager.default.fileExists(atPath: copy + ".partial"))
        try await withDatabase(at: copy) { restored in
          let sum = try await restored.first("SELECT sum(n) FROM accounts")?.get(0, as: Int.self)
          #expect(sum == 1_000)
        }
      }
      writing.cancel()
      _ = await writing.result
    }
  }

  @Test("A copy never overwrites a file")
  func noOverwriting() async throws {
    try await withDatabase(at: folder.file()) { database in
      await #expect(throws: StorageUnavailable.self) {
        try await database.backup(to: folder.file())
      }
    }
  }

  @Test("A copy that cannot be made leaves nothing behind")
  func failureLeavesNothing() async throws {
    try await withDatabase(at: folder.file()) { database in
      let path = folder.path + "/none/copy.db"
      await #expect(throws: StorageUnavailable.self) { try await database.backup(to: path) }
      #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
    }
  }
}
