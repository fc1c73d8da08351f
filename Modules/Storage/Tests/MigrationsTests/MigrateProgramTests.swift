import Foundation
import JSON
import Kernel
import MigrateCommand
import Migrations
import Storage
import StorageSQLite
import Testing

/// A program over SQLite files in a folder of its own.
private final class Scene {
  let folder: String
  var output = ""
  var complaints = ""
  var program: MigrateProgram

  init(_ streams: [MigrationStream] = []) throws {
    folder = NSTemporaryDirectory() + "atrium-migrate-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    program = MigrateProgram(streams: streams, release: "1.2.3") { url in
      guard case .sqlite(let path) = url else {
        throw StorageUnavailable.unreachable("no such host")
      }
      return try SQLiteDatabase(path: path, role: .tool).connect()
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var url: String { "sqlite:\(folder)/a.db" }

  func run(_ words: String...) -> MigrateExit {
    output = ""
    complaints = ""
    var program = program
    program.output = { self.output += $0 }
    program.complaints = { self.complaints += $0 }
    return program.run(words)
  }

  func json() throws -> JSONValue { try JSONDocument(parsing: Array(output.utf8)).root }

  func write(_ path: String, _ text: String) throws {
    let file = URL(filePath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}

@Suite("The program atrium-migrate")
struct MigrateProgramTests {
  private let auth = MigrationStream(
    name: "auth",
    files: [
      (name: "0001_a.sql", contents: "CREATE TABLE a (x INTEGER) STRICT;"),
      (name: "0001_a.down.sql", contents: "DROP TABLE a;"),
    ])

  @Test("A pipeline: pending, applied, current, by exit status and JSON")
  func pipeline() throws {
    let scene = try Scene([auth])
    #expect(scene.run("status", "--json", "--database", scene.url) == .pending)
    var database = try #require(try scene.json()["databases"]?.elements.first { _ in true })
    #expect(database["state"]?.string == "behind")
    #expect(!FileManager.default.fileExists(atPath: "\(scene.folder)/a.db"))

    #expect(scene.run("apply", "--json", "--database=\(scene.url)") == .done)
    #expect(try scene.json()["outcome"]?.string == "done")
    #expect(scene.run("apply", "--database", scene.url) == .done)
    #expect(scene.output.contains("nothing to apply"))

    #expect(scene.run("verify", "--json", "--database", scene.url) == .done)
    database = try #require(try scene.json()["databases"]?.elements.first { _ in true })
    let line = try #require(database["migrations"]?.elements.first { _ in true })
    #expect(line["state"]?.string == "applied")
    #expect(line["checksum"]?.string == line["recorded_checksum"]?.string)
    #expect(line["atrium_version"]?.string == "1.2.3")
  }

  @Test("Every refusal has its exit status, and with --json its document")
  func statuses() throws {
    let scene = try Scene([auth])
    let database = scene.url
    #expect(scene.run("aply", "--json") == .usage)
    #expect(try scene.json()["errors"]?.elements.first { _ in true }?["code"]?.string == "usage")
    #expect(scene.run() == .usage)
    #expect(scene.run("status") == .usage)
    #expect(scene.run("status", "--database", "mysql://x") == .usage)
    #expect(scene.run("status", "--database", database, "--contexts", "fleet") == .usage)
    #expect(scene.run("status", "--database") == .usage)
    #expect(scene.run("status", "--colour", "red") == .usage)
    #expect(scene.run("apply", "--database", database, "--serving-role", "x") == .usage)
    #expect(scene.run("--help") == .done)
    #expect(scene.output.contains("EXIT STATUS"))
    #expect(scene.run("status", "--database", "postgresql://u:secret@h/d") == .unreachable)
    #expect(!scene.complaints.contains("secret"))

    #expect(scene.run("apply", "--database", database) == .done)
    scene.program.streams = [
      MigrationStream(name: "auth", files: [(name: "0001_a.sql", contents: "SELECT 2;")])
    ]
    for command in ["status", "verify", "plan", "apply"] {
      #expect(scene.run(command, "--database", database) == .mismatch)
    }
    scene.program.streams = [
      MigrationStream(name: "auth", files: [(name: "0002_a.sql", contents: "SELECT 2;")])
    ]
    #expect(scene.run("apply", "--database", database) == .lint)
    #expect(scene.complaints.contains("version_gap"))
  }

  @Test("A migration that fails is status 5, and names its file and line")
  func failing() throws {
    let scene = try Scene([
      MigrationStream(
        name: "auth", files: [(name: "0001_a.sql", contents: "SELECT 1;\nDROP TABLE nowhere;")])
    ])
    #expect(scene.run("apply", "--json", "--database", scene.url) == .failed)
    let error = try #require(try scene.json()["errors"]?.elements.first { _ in true })
    #expect(error["code"]?.string == "failed")
    #expect(error["file"]?.string == "0001_a.sql")
    #expect(error["line"]?.int64 == 2)
    #expect(error["database"]?.string == scene.url)
  }

  @Test("down asks, obeys, and refuses in production")
  func down() throws {
    let scene = try Scene([auth])
    #expect(scene.run("apply", "--database", scene.url) == .done)
    #expect(scene.run("down", "--database", scene.url) == .usage)
    #expect(scene.run("down", "--context", "auth", "--database", scene.url) == .usage)

    var questions: [String] = []
    scene.program.ask = { question in
      questions.append(question)
      return false
    }
    #expect(scene.run("down", "--context", "auth", "--database", scene.url) == .usage)
    #expect(questions.first?.contains("auth/0001_a") == true)

    scene.program.environment = ["ATRIUM_MODE": "production"]
    #expect(scene.run("down", "--context", "auth", "--yes", "--database", scene.url) == .usage)
    #expect(scene.run("status", "--database", scene.url) == .done)

    scene.program.environment = [:]
    #expect(scene.run("down", "--context", "auth", "--yes", "--database", scene.url) == .done)
    #expect(scene.run("status", "--database", scene.url) == .pending)
  }

  @Test("Each context's database gets the platform's tables too")
  func configuration() throws {
    let streams = ["platform", "auth", "fleet"].map { name in
      MigrationStream(
        name: name, files: [(name: "0001_a.sql", contents: "CREATE TABLE \(name) (x INTEGER);")])
    }
    let scene = try Scene(streams)
    scene.program.environment = [
      "ATRIUM_STORAGE_DEFAULT": scene.url,
      "ATRIUM_STORAGE_FLEET_URL": "sqlite:\(scene.folder)/fleet.db",
    ]
    #expect(scene.run("apply", "--json") == .done)
    let databases = try #require(try scene.json()["databases"])
    let applied = databases.elements.map { database in
      database["applied"]?.elements.compactMap(\.string) ?? []
    }
    #expect(
      Array(applied) == [
        ["platform/0001_a", "auth/0001_a"], ["platform/0001_a", "fleet/0001_a"],
      ])
  }

  @Test("new writes the next number for both engines with its way back, and apply takes it")
  func new() throws {
    let scene = try Scene()
    let schemas = "\(scene.folder)/Schemas"
    #expect(scene.run("new", "users", "--context", "auth", "--schemas", schemas) == .done)
    #expect(
      scene.run("new", "more", "--context", "auth", "--split", "--schemas", schemas) == .done)
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(schemas)/Auth").sorted()
    #expect(
      files == [
        "0001_users.down.sql", "0001_users.sql", "0002_more.down.postgres.sql",
        "0002_more.down.sqlite.sql", "0002_more.postgres.sql", "0002_more.sqlite.sql",
      ])
    #expect(scene.run("apply", "--schemas", schemas, "--database", scene.url) == .done)
    #expect(scene.run("new", "Bad-Name", "--context", "auth", "--schemas", schemas) == .usage)
  }

  @Test("lint names what may hurt, and a file may accept it by name")
  func lint() throws {
    let scene = try Scene()
    try scene.write("Schemas/Auth/0001_a.sql", "CREATE TABLE a (x INTEGER);")
    try scene.write("Schemas/Auth/0001_a.down.sql", "DROP TABLE a;")
    try scene.write("Schemas/Auth/0002_b.sql", "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL;")
    let schemas = "\(scene.folder)/Schemas"
    #expect(scene.run("lint", "--json", "--schemas", schemas) == .lint)
    let found = try scene.json()["findings"]?.elements.compactMap { $0["code"]?.string } ?? []
    #expect(Set(found) == ["loose-table", "not-null-without-default", "no-way-back"])

    try scene.write(
      "Schemas/Auth/0001_a.sql", "-- atrium: accept loose-table\nCREATE TABLE a (x INTEGER);")
    try scene.write("Schemas/Auth/0002_b.sql", "ALTER TABLE a ADD COLUMN y INTEGER;")
    try scene.write("Schemas/Auth/0002_b.down.sql", "ALTER TABLE a DROP COLUMN y;")
    #expect(scene.run("lint", "--schemas", schemas) == .done)
  }

  @Test("lint lets SQLite rebuild a table, if its rows are copied")
  func lintRebuilding() throws {
    func codes(_ copying: String, engine: String = "sqlite") throws -> [String] {
      let scene = try Scene()
      let files = [
        "0001_a.\(engine).sql": "CREATE TABLE a (x INTEGER) STRICT;",
        "0001_a.down.sql": "DROP TABLE a;",
        "0002_b.\(engine).sql": """
        CREATE TABLE a_next (x INTEGER CHECK (x > 0)) STRICT;
        \(copying)
        DROP TABLE a;
        ALTER TABLE a_next RENAME TO a;
        """, "0002_b.down.sql": "SELECT 1;",
      ]
      for (name, text) in files { try scene.write("Schemas/Auth/\(name)", text) }
      for name in ["0001_a", "0002_b"] {
        let other = engine == "sqlite" ? "postgres" : "sqlite"
        try scene.write("Schemas/Auth/\(name).\(other).sql", "SELECT 1;")
      }
      _ = scene.run("lint", "--json", "--schemas", "\(scene.folder)/Schemas")
      return try scene.json()["findings"]?.elements.compactMap { $0["code"]?.string } ?? []
    }
    let copying = "INSERT INTO a_next (x) SELECT x FROM a;"
    #expect(try codes(copying) == [])
    #expect(try codes("SELECT 1;") == ["drop-table"])
    #expect(try codes("INSERT INTO a_next (x) VALUES (1);") == ["drop-table"])
    #expect(try codes(copying, engine: "postgres") == ["drop-table"])
  }

  @Test("A runner that finds the lock taken ends with 4, and makes no database")
  func lockFirst() throws {
    let scene = try Scene([auth])
    let lock = try MigrationFileLock(database: scene.folder + "/a.db", waiting: .zero)
    for command in ["apply", "baseline"] {
      #expect(scene.run(command, "--wait", "0", "--database", scene.url) == .lockBusy)
    }
    #expect(!FileManager.default.fileExists(atPath: scene.folder + "/a.db"))
    lock.release()
    #expect(scene.run("apply", "--database", scene.url) == .done)
  }

  @Test("Two files that are made at once take two numbers, and none is a part of one")
  func newAtOnce() async throws {
    let scene = try Scene()
    let folder = scene.folder + "/Schemas"
    try await withThrowingTaskGroup(of: MigrateExit.self) { group in
      for number in 1...6 {
        group.addTask {
          MigrateProgram(streams: [], release: "1") { _ in
            throw StorageUnavailable.unreachable("none")
          }.run(["new", "m\(number)", "--context", "auth", "--schemas", folder])
        }
      }
      for try await exit in group { #expect(exit == .done) }
    }
    let stream = try MigrationStream(directory: folder + "/Auth")
    #expect(stream.problems.isEmpty)
    #expect(stream.latestVersion == 6)
  }

  @Test("drift finds what was changed by hand")
  func drift() throws {
    let scene = try Scene([auth])
    #expect(scene.run("apply", "--database", scene.url) == .done)
    #expect(scene.run("drift", "--database", scene.url) == .done)
    let connection = try SQLiteDatabase(path: "\(scene.folder)/a.db", role: .tool).connect()
    try connection.executeScript("ALTER TABLE a ADD COLUMN y INTEGER; CREATE INDEX i ON a (y);")
    connection.close()
    #expect(scene.run("drift", "--json", "--database", scene.url) == .mismatch)
    let database = try #require(try scene.json()["databases"]?.elements.first { _ in true })
    let kinds = database["differences"]?.elements.compactMap { $0["kind"]?.string } ?? []
    #expect(kinds.sorted() == ["different", "extra"])
    #expect(scene.run("status", "--database", scene.url) == .done)
  }

  @Test("plan prints the SQL that would run")
  func plan() throws {
    let scene = try Scene([auth])
    #expect(scene.run("plan", "--database", scene.url) == .pending)
    #expect(scene.output.contains("CREATE TABLE a (x INTEGER) STRICT;"))
    #expect(scene.run("plan", "--json", "--database", scene.url) == .pending)
    #expect(scene.output.contains("\"sql\":\"CREATE TABLE"))
  }

  @Test("baseline and repair from the command line")
  func mending() throws {
    let scene = try Scene([auth])
    #expect(scene.run("baseline", "--database", scene.url) == .done)
    #expect(scene.run("status", "--database", scene.url) == .done)
    #expect(scene.run("baseline", "--database", scene.url) == .usage)
    scene.program.streams = [
      MigrationStream(name: "auth", files: [(name: "0001_a.sql", contents: "SELECT 2;")])
    ]
    #expect(scene.run("verify", "--database", scene.url) == .mismatch)
    #expect(scene.run("repair", "--accept-checksums", "--database", scene.url) == .done)
    #expect(scene.run("verify", "--database", scene.url) == .done)
    #expect(scene.run("repair", "--database", scene.url) == .usage)
  }

  @Test("An answer that cannot be written is no success, and hides no refusal")
  func lostOutput() throws {
    struct Full: Error, CustomStringConvertible { let description = "the disk is full" }
    let scene = try Scene([auth])
    var program = scene.program
    program.output = { _ in throw Full() }
    program.complaints = { scene.complaints += $0 }
    #expect(program.run(["status", "--database", scene.url]) == .pending)
    #expect(program.run(["apply", "--json", "--database", scene.url]) == .outputLost)
    #expect(scene.complaints.contains("the disk is full"))
    #expect(scene.run("status", "--database", scene.url) == .done)
  }
}
