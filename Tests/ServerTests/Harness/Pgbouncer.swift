import Foundation
import Storage

/// pgbouncer before a Postgres, as `Deploy` has it: the file that is checked in, with the database,
/// ports and folder of this machine put into it.
final class Pgbouncer {
  /// Where the program is; nil when it is not installed.
  static let program = Programs.find("pgbouncer")

  private let folder: String
  private let port: UInt16
  private let databaseName: String
  private var process: ChildProcess

  /// Starts one before a database of a Postgres of one's own.
  /// - Parameter mode: `pool_mode`, which the file says is `session`.
  init(before url: String, mode: String = "session") throws {
    guard let program = Self.program else { throw HarnessError("pgbouncer is not installed") }
    folder = try Caretaker.makeTemporaryFolder("atrium-pgbouncer")
    port = try FreePort.find()
    let connection = try PostgresInstance.connect(url)
    defer { connection.close() }
    let place = try connection.first(
      """
      SELECT current_setting('port') AS port, current_database()::text AS name,
        current_user::text AS login
      """)
    guard let place else { throw HarnessError("no answer from \(url)") }
    databaseName = try place["name"]
    try connection.executeScript("ALTER ROLE \(try place["login"] as String) PASSWORD 'secret'")
    try Self.write(
      "\(folder)/userlist.txt", "\"\(try place["login"] as String)\" \"secret\"\n")
    try Self.write(
      "\(folder)/pgbouncer.ini",
      try Self.deployed([
        (
          "atrium = host=127.0.0.1 port=5432 dbname=atrium",
          "\(databaseName) = host=127.0.0.1 port=\(try place["port"] as String)"
        ),
        ("listen_port = 6432", "listen_port = \(port)"),
        ("pool_mode = session", "pool_mode = \(mode)"),
        ("/etc/pgbouncer/userlist.txt", "\(folder)/userlist.txt"),
      ]))
    process = try Self.start(program, folder)
  }

  /// The database as it is reached through it.
  var url: String { "postgresql://atrium:secret@127.0.0.1:\(port)/\(databaseName)" }

  /// Ends it at once and starts it again, cutting every connection.
  /// - Throws: `HarnessError` when the one before does not end or the next does not start.
  func restart() throws {
    guard stopProcess() else { throw HarnessError("pgbouncer does not end") }
    process = try Self.start(Self.program ?? "", folder)
  }

  func stop() {
    stopProcess()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// - Returns: whether it has ended, and left its port to the next.
  @discardableResult
  private func stopProcess() -> Bool {
    process.signal(SIGTERM)
    if process.exitCode(within: 10) != nil { return true }
    process.signal(SIGKILL)
    return process.exitCode(within: 30) != nil
  }

  private static func start(_ program: String, _ folder: String) throws -> ChildProcess {
    // It does not run as root, and lends itself to somebody who can do nothing else.
    let user = geteuid() == 0 ? ["-u", "nobody"] : []
    let process = try ChildProcess(program, user + ["\(folder)/pgbouncer.ini"], in: folder)
    guard process.errors.line(containing: "process up", within: 30) != nil else {
      throw HarnessError("pgbouncer does not start: \(process.errors.textSoFar)")
    }
    return process
  }

  private static func write(_ path: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    // For whom it lends itself to; the password is that of a server for tests.
    chmod(path, 0o644)
    chmod(URL(filePath: path).deletingLastPathComponent().path, 0o755)
  }

  private static func deployed(_ changes: [(String, String)]) throws -> String {
    var text = try String(
      contentsOfFile: Programs.root + "/Deploy/pgbouncer.ini", encoding: .utf8)
    for (before, after) in changes {
      guard text.contains(before) else {
        throw HarnessError("Deploy/pgbouncer.ini lacks \(before)")
      }
      text = text.replacingOccurrences(of: before, with: after)
    }
    return text
  }
}
