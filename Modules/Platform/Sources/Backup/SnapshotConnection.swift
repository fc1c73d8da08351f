import Storage

/// A connection all of whose transactions see the snapshot that another one exported.
final class SnapshotConnection: SQLConnection {
  private let base: any SQLConnection
  private let snapshot: String

  init(_ base: any SQLConnection, snapshot: String) {
    self.base = base
    self.snapshot = snapshot
  }

  var dialect: Dialect { base.dialect }

  func query(_ sql: SQL) throws -> [Row] { try base.query(sql) }

  func execute(_ sql: SQL) throws -> Int { try base.execute(sql) }

  func executeScript(_ text: String) throws {
    guard text.hasPrefix("BEGIN") else { return try base.executeScript(text) }
    // The server's own text, in hexadecimal digits and hyphens. The level must be set with it.
    try base.executeScript("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try base.executeScript("SET TRANSACTION SNAPSHOT '\(snapshot)'")
  }

  func close() { base.close() }
}
