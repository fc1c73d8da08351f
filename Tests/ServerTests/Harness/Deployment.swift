import Crypto
import Foundation
import Storage
import StorageSQLite

/// Atrium as somebody deploys it: a folder with a configuration, and databases. Nothing of it
/// stays behind.
final class Deployment: Sendable {
  static let contexts = ["auth", "ajo", "fleet", "fitness"]

  let set: StorageSet
  let folder: String
  private let postgres: PostgresInstance?
  private let database: String?

  /// Makes a deployment for `body`, and removes it whatever happens.
  /// - Parameters:
  ///   - postgres: where databases are made, if any are; the shared server unless given.
  ///   - mode: the mode of the installation; production unless given.
  ///   - settings: further lines of the configuration, with tables of their own.
  ///   - migrates: whether what is migrated on purpose is.
  static func with<Value>(
    _ set: StorageSet, postgres: PostgresInstance? = nil, mode: String? = nil,
    settings: String = "", migrates: Bool = true, _ body: (Deployment) async throws -> Value
  ) async throws -> Value {
    let deployment = try Deployment(set, postgres, mode, settings)
    defer { deployment.remove() }
    if migrates, deployment.database != nil {
      let outcome = try deployment.run("atrium-migrate", "apply")
      guard outcome.exitCode == 0 else {
        throw HarnessError("atrium-migrate apply failed: \(outcome.errors)\(outcome.output)")
      }
    }
    return try await body(deployment)
  }

  private init(
    _ set: StorageSet, _ postgres: PostgresInstance?, _ mode: String?, _ settings: String
  ) throws {
    self.set = set
    folder = try Caretaker.makeFolder("deployment")
    if Self.contexts.contains(where: { set.place(of: $0) == .server }) {
      let postgres = try postgres ?? PostgresInstance.shared.get()
      self.postgres = postgres
      database = try postgres.createDatabase()
    } else {
      self.postgres = nil
      database = nil
    }
    var lines = [
      "listen = \"127.0.0.1:0\"",
      "contexts = [\(Self.contexts.map { "\"\($0)\"" }.joined(separator: ", "))]",
    ]
    if let mode { lines.append("mode = \"\(mode)\"") }
    for context in Self.contexts {
      lines += ["[storage.\(context)]", "url = \"\(url(of: context))\""]
    }
    try write("atrium.toml", (lines + [settings]).joined(separator: "\n") + "\n")
  }

  /// Writes a file into the folder.
  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
  }

  /// Where a context's data is.
  func url(of context: String) -> String {
    switch set.place(of: context) {
    case .file: "sqlite:\(folder)/atrium.db"
    case .server: database ?? ""
    }
  }

  /// Opens a connection to a context's database, beside the server; the caller closes it.
  func connect(to context: String) throws -> any SQLConnection {
    switch set.place(of: context) {
    case .file: try SQLiteDatabase(path: "\(folder)/atrium.db", role: .tool).connect()
    case .server: try PostgresInstance.connect(url(of: context))
    }
  }

  /// The key that signs tokens, as whoever has the database has it.
  func signingKey() throws -> Ed25519.PrivateKey {
    let connection = try connect(to: "auth")
    defer { connection.close() }
    let seed = try connection.first("SELECT seed FROM auth_signing_keys WHERE signs = 1") {
      try $0.get("seed", as: [UInt8].self)
    }
    guard let seed else { throw HarnessError("no key signs") }
    return try Ed25519.PrivateKey(seed: seed)
  }

  /// Starts a server and waits until it answers.
  func start() throws -> AtriumServer { try AtriumServer(self) }

  /// Starts a server for `body`, and kills it afterwards whatever happens.
  func serving<Value>(_ body: (AtriumServer) async throws -> Value) async throws -> Value {
    let server = try start()
    defer { server.kill() }
    return try await body(server)
  }

  /// Runs a program beside the configuration, to its end.
  @discardableResult
  func run(_ program: String, _ arguments: String...) throws -> Programs.Outcome {
    try Programs.run(program, arguments, in: folder)
  }

  private func remove() {
    // A database that stays behind fails no test, and the next run starts with others.
    if let postgres, let database { try? postgres.dropDatabase(database) }
    try? FileManager.default.removeItem(atPath: folder)
  }
}
