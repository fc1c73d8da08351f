import EventLoop
import Glibc
import Storage
import StoragePostgres
import StorageTesting
import Testing

/// A database of one's own in the Postgres of the tests, with loops to reach it from.
struct TestDatabase {
  let database: PostgresDatabase
  let group: EventLoopGroup
  let url: String

  /// Runs `body` with an empty database, which is dropped afterwards.
  ///
  /// - Parameter relay: Stands between the database and its server, if given.
  static func run(
    loops: Int = 1, options: PostgresOptions = PostgresOptions(), through relay: Relay? = nil,
    _ body: (TestDatabase) async throws -> Void
  ) async throws {
    let base = try await Engine.postgres.database()
    let group = try EventLoopGroup(count: loops)
    let place = try await ServerPlace(of: base)
    try relay?.start(to: place.socket)
    let url = relay.map { place.url(port: $0.port) } ?? place.url
    let database = try PostgresDatabase(url: url, group: group, options: options)
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(
        try await body(TestDatabase(database: database, group: group, url: url)))
    } catch {
      outcome = .failure(error)
    }
    await database.close()
    relay?.stop()
    group.shutdown()
    await base.close()
    try outcome.get()
  }

  /// Runs `body` in a task on a loop of the group, as a request's handler is.
  func onLoop<Value: Sendable>(
    _ index: Int = 0, _ body: @escaping @Sendable (PostgresDatabase) async throws -> Value
  ) async throws -> Value {
    let database = database
    return try await withCheckedThrowingContinuation { continuation in
      group.loops[index].spawn {
        do {
          continuation.resume(returning: try await body(database))
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
  }
}

/// Where a database of the tests is.
private struct ServerPlace {
  let folder: String
  let port: String
  let name: String
  let user: String

  init(of database: any Database) async throws {
    let found = try await database.first(
      """
      SELECT split_part(current_setting('unix_socket_directories'), ',', 1) AS folder,
        current_setting('port') AS port, current_database()::text AS name,
        current_user::text AS login
      """)
    let row = try #require(found)
    folder = try row["folder"]
    port = try row["port"]
    name = try row["name"]
    user = try row["login"]
  }

  var socket: String { "\(folder)/.s.PGSQL.\(port)" }

  var url: String { "postgresql://\(user)@/\(name)?host=\(folder)&port=\(port)" }

  func url(port: UInt16) -> String {
    "postgresql://\(user)@127.0.0.1:\(port)/\(name)?sslmode=disable"
  }
}
