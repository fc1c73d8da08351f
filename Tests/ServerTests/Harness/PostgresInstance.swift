import EventLoop
import Foundation
import Storage
import StoragePostgres
import Synchronization

/// A Postgres server in which deployments get databases.
final class PostgresInstance: Sendable {
  /// The server that `ATRIUM_TEST_POSTGRES` names, or one that ends with this process.
  static let shared = Result {
    if let url = ProcessInfo.processInfo.environment["ATRIUM_TEST_POSTGRES"], !url.isEmpty {
      return PostgresInstance(url: url, folder: nil)
    }
    return try start()
  }

  private static let group = Result { try EventLoopGroup(count: 1) }
  private static let made = Atomic<Int>(0)
  private static let script = Programs.root + "/Scripts/postgres-for-tests"

  private let url: String
  private let folder: String?

  private init(url: String, folder: String?) {
    self.url = url
    self.folder = folder
  }

  /// A server that somebody else started, and ends.
  static func at(_ url: String) -> PostgresInstance { PostgresInstance(url: url, folder: nil) }

  /// A server of one's own, which ends with this process.
  static func start() throws -> PostgresInstance {
    // Not in the caretaker's folder: the script needs what it keeps there to stop the server, and
    // removes it itself.
    let folder = try Caretaker.makeTemporaryFolder("atrium-postgres")
    let outcome = try Programs.run(script, ["start", folder, "\(getpid())"], in: "/")
    let url = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    guard outcome.exitCode == 0, !url.isEmpty else {
      throw HarnessError("no Postgres was started: \(outcome.errors)")
    }
    return PostgresInstance(url: url, folder: folder)
  }

  /// Stops and starts a server of one's own, cutting every connection.
  func restart() throws { try control("restart") }

  /// Stops a server of one's own; it can be resumed.
  func halt() throws { try control("stop") }

  /// Starts a server that was halted.
  func resume() throws { try control("start") }

  /// Runs `pg_ctl` for a server of one's own.
  private func control(_ command: String) throws {
    guard let folder else { throw HarnessError("this Postgres is somebody else's") }
    // The server must not run as root, and pg_ctl stands beside the program that made it.
    let script = """
      set -euo pipefail
      data=$(cat "$2/home")/data
      port=$(sed 's/.*port=//' "$2/url")
      programs=$(ls -d /usr/lib/postgresql/*/bin | sort -t/ -k5 -n | tail -1)
      owner=$(stat -c %U "$data")
      as_owner=()
      if [ "$owner" != "$(id -un)" ]; then as_owner=(runuser -u "$owner" --); fi
      mode=()
      if [ "$1" != start ]; then mode=(-m fast); fi
      if [ "$1" != stop ]; then mode+=(-o "-p $port" -l "${data%/*}/server.log"); fi
      cd /
      "${as_owner[@]}" "$programs/pg_ctl" "$1" -w -s -D "$data" "${mode[@]}" </dev/null >/dev/null
      """
    let outcome = try Programs.run(
      "/bin/bash", ["-c", script, "control", command, folder], in: "/")
    guard outcome.exitCode == 0 else {
      throw HarnessError("pg_ctl \(command) failed: \(outcome.errors)")
    }
  }

  /// Makes an empty database and answers its URL.
  func createDatabase() throws -> String {
    let number = Self.made.add(1, ordering: .relaxed).newValue
    let name = "atrium_server_\(getpid())_\(number)"
    try administer("CREATE DATABASE \(name) TEMPLATE template0")
    return Self.url(url, ofDatabase: name)
  }

  /// Removes a database that `createDatabase` made, whoever is connected.
  func dropDatabase(_ url: String) throws {
    try administer("DROP DATABASE IF EXISTS \(Self.parts(of: url).name) WITH (FORCE)")
  }

  /// Opens a connection; the caller closes it.
  static func connect(_ url: String) throws -> any SQLConnection {
    try PostgresDatabase(
      url: url, group: try group.get(), connectionsPerLoop: 1, transactionConnections: 1
    ).connect()
  }

  /// Opens a connection as whoever runs the server; the caller closes it.
  func connectAsAdministrator() throws -> any SQLConnection { try Self.connect(url) }

  private func administer(_ statement: String) throws {
    let connection = try Self.connect(url)
    defer { connection.close() }
    try connection.executeScript(statement)
  }

  /// `postgresql://user@host:port/name?parameters` with another name.
  static func url(_ url: String, ofDatabase name: String) -> String {
    let parts = parts(of: url)
    return "\(parts.server)/\(name)\(parts.query)"
  }

  private static func parts(of url: String) -> (server: String, name: String, query: String) {
    let query = url.firstIndex(of: "?").map { url[$0...] } ?? ""
    let address = url.dropLast(query.count)
    let start = address.range(of: "://")?.upperBound ?? address.startIndex
    let slash = address[start...].firstIndex(of: "/") ?? address.endIndex
    return (String(address[..<slash]), String(address[slash...].dropFirst()), String(query))
  }
}
