import Storage

/// A connection of one's own, for tools and migrations.
final class SQLiteConnection: SQLConnection {
  private var handle: SQLiteHandle?

  init(_ handle: SQLiteHandle) {
    self.handle = handle
  }

  var dialect: Dialect { .sqlite }

  func query(_ sql: SQL) throws -> [Row] {
    try open().query(sql)
  }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    try open().execute(sql)
  }

  func executeScript(_ text: String) throws {
    guard !text.utf8.contains(0) else {
      throw StorageError.invalidText(binding: 0, statement: "script")
    }
    try open().executeScript(text)
  }

  func close() {
    handle?.rollBack()
    handle = nil
  }

  private func open() throws -> SQLiteHandle {
    guard let handle else { throw StorageUnavailable.unreachable("the connection is closed") }
    return handle
  }
}
