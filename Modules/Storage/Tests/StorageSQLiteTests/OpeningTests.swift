import Foundation
import Storage
import StorageSQLite
import StorageTesting
import Testing

@Suite("Opening a SQLite file")
struct OpeningTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("A new file and what SQLite puts beside it are readable by their owner only")
  func fileMode() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      for suffix in ["", "-wal", "-shm"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file() + suffix)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
      }
    }
  }

  @Test("A database that was closed is one file, whichever thread ended last")
  func oneFile() async throws {
    for attempt in 0..<20 {
      let path = folder.file("\(attempt).db")
      try await withDatabase(at: path) { database in
        try await database.execute("CREATE TABLE t (a INTEGER)")
        _ = try await database.query("SELECT * FROM t")
      }
      #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }
  }

  @Test("A path in a folder that is not there is refused, naming path and reason")
  func missingFolder() {
    let path = folder.path + "/none/test.db"
    #expect {
      try SQLiteDatabase(path: path)
    } throws: { error in
      "\(error)".contains(path) && "\(error)".contains("No such file or directory")
    }
  }

  @Test("A folder in place of the file is refused")
  func folderAsFile() {
    #expect(throws: StorageUnavailable.self) { try SQLiteDatabase(path: folder.path) }
  }

  @Test("A file that is no database is refused and left as it is")
  func notADatabase() throws {
    let text = String(repeating: "This is a letter, not a database. ", count: 40)
    try text.write(toFile: folder.file(), atomically: true, encoding: .utf8)
    #expect {
      try SQLiteDatabase(path: folder.file())
    } throws: { error in
      "\(error)".contains("not a database")
    }
    #expect(try String(contentsOfFile: folder.file(), encoding: .utf8) == text)
  }

  @Test("A second server on the file is refused and told which process has it")
  func secondServer() async throws {
    try await withDatabase(at: folder.file(), role: .server) { _ in
      #expect {
        try SQLiteDatabase(path: folder.file(), role: .server)
      } throws: { error in
        "\(error)".contains("process \(getpid())")
      }
    }
  }

  @Test("A link to the file leads to the same lock")
  func secondServerByLink() async throws {
    try await withDatabase(at: folder.file(), role: .server) { _ in
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("link.db"), withDestinationPath: folder.file())
      #expect(throws: StorageUnavailable.self) {
        try SQLiteDatabase(path: folder.file("link.db"), role: .server)
      }
    }
  }

  @Test("A tool works beside a server, and a server follows one that has closed")
  func toolBesideServer() async throws {
    try await withDatabase(at: folder.file(), role: .server) { server in
      try await server.execute("CREATE TABLE t (a INTEGER)")
      try await withDatabase(at: folder.file(), role: .tool) { tool in
        try await tool.execute("INSERT INTO t VALUES (1)")
      }
      #expect(try await server.query("SELECT a FROM t").count == 1)
    }
    try await withDatabase(at: folder.file(), role: .server) { server in
      let rows = try await server.query("SELECT a FROM t")
      #expect(rows.count == 1)
    }
  }

  @Test("Every connection has the settings that the data relies on")
  func settings() async throws {
    try await withDatabase(at: folder.file()) { database in
      for (pragma, value) in [
        ("foreign_keys", 1), ("recursive_triggers", 1), ("synchronous", 2), ("trusted_schema", 0),
      ] {
        let sql = SQL(verbatim: "PRAGMA \(pragma)")
        #expect(try await database.query(sql).first?.get(0, as: Int.self) == value)
        let onWriter = try await database.transaction { try $0.first(sql)?.get(0, as: Int.self) }
        #expect(onWriter == value)
      }
    }
  }

  @Test("A closed database refuses everything")
  func closed() async throws {
    let database = try SQLiteDatabase(path: folder.file())
    await database.close()
    await #expect(throws: StorageUnavailable.self) { try await database.query("SELECT 1") }
    await #expect(throws: StorageUnavailable.self) { try await database.execute("SELECT 1") }
    await database.close()
  }

  @Test("Closing finishes what was already waiting")
  func closingDrains() async throws {
    let database = try SQLiteDatabase(path: folder.file())
    try await database.execute("CREATE TABLE t (a INTEGER)")
    let gate = Gate()
    let blocker = Task {
      try await database.transaction { _ in gate.pass() }
    }
    await gate.entered()
    let waiting = (0..<20).map { number in
      Task { try await database.execute("INSERT INTO t VALUES (\(number))") }
    }
    // Only closing is known to come after the gate; the inserts may be refused, but none is lost.
    gate.open()
    await database.close()
    try await blocker.value
    var done = 0
    for task in waiting where (try? await task.value) != nil { done += 1 }

    try await withDatabase(at: folder.file()) { again in
      let rows = try await again.query("SELECT a FROM t")
      #expect(rows.count == done)
    }
  }
}
