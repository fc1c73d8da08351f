import Foundation
import Migrations
import Storage
import StorageSQLite
import Testing

/// The way back and forward of one database.
struct MigrationWay {
  let connection: any SQLConnection
  let streams: [MigrationStream]
  private let folder: String

  /// - Parameter folder: where databases to compare with may be made.
  init(_ connection: any SQLConnection, _ streams: [MigrationStream], _ folder: String) {
    (self.connection, self.streams, self.folder) = (connection, streams, folder)
  }

  /// Does what is pending.
  func forward() throws { try Migrator(connection: connection, streams: streams).apply() }

  /// Undoes what a stream has after a version.
  func back(_ stream: String, to version: Int) throws {
    try Migrator(connection: connection, streams: streams.filter { $0.name == stream })
      .revert(stream: stream, to: version)
  }

  /// Undoes the stream's last migration, does it again, and undoes it for good.
  func goBackAndForth(_ migration: Migration) throws {
    let losses = try Losses([migration], connection.dialect)
    let before = try contents()
    try back(migration.stream, to: migration.version - 1)
    let after = try contents()
    losses.check(before, after, "\(migration.id) undone")
    #expect(try drift().map(\.description) == [], "\(migration.id) undone")

    let stream = streams.filter { $0.name == migration.stream }
    try Migrator(connection: connection, streams: stream).apply()
    let again = try contents()
    // With it come those after it, which were undone before.
    #expect(Set(before.keys).isSubset(of: again.keys), "\(migration.id) done again")
    losses.checkReturn(after, again, "\(migration.id) done again")
    #expect(try drift().map(\.description) == [], "\(migration.id) done again")

    try back(migration.stream, to: migration.version - 1)
    Losses.none.check(after, try contents(), "\(migration.id) undone twice")
  }

  /// What is in every table, by the names that tables and columns have today.
  func contents() throws -> [String: TableContents] {
    let contents = try TableContents.all(connection).map { name, table in
      let today = name == Self.keys ? table.renaming("refusal", to: "rejection") : table
      return (Self.nameToday(of: name), today)
    }
    return Dictionary(uniqueKeysWithValues: contents)
  }

  /// What a table of an older release is called today.
  static func nameToday(of table: String) -> String {
    table == keys ? "platform_idempotency" : table
  }

  /// What idempotency keys were in before `platform/0010`.
  private static let keys = "platform_retry_keys"

  /// What differs from what the migrations that are left make of an empty database.
  func drift() throws -> [SchemaDifference] {
    let migrator = Migrator(connection: connection, streams: streams)
    guard connection.dialect == .sqlite else { return try migrator.drift(scratch: nil) }
    let path = "\(folder)/scratch-\(UUID()).db"
    let scratch = try SQLiteDatabase(path: path, role: .tool).connect()
    defer { scratch.close() }
    return try migrator.drift(scratch: scratch)
  }
}
