import Storage

/// The executor of one unit of work in a transaction that several share.
///
/// What the unit defers waits here for its next statement, or for its end. So a unit that is
/// refused before it has written anything can be left out, and the transaction goes on.
final class SharingExecutor: SQLExecutor {
  private let base: any SQLExecutor
  private var waiting: [SQL] = []
  /// Whether the unit has changed something that only the end of the transaction takes back.
  private(set) var hasWritten = false

  init(_ base: any SQLExecutor) {
    self.base = base
  }

  var dialect: Dialect { base.dialect }

  func query(_ sql: SQL) throws -> [Row] {
    try prepare([sql])
    return try base.query(sql)
  }

  func execute(_ sql: SQL) throws -> Int {
    try prepare([sql])
    return try base.execute(sql)
  }

  func pipeline(_ statements: [SQL]) throws -> [[Row]] {
    try prepare(statements)
    return try base.pipeline(statements)
  }

  func deferred(_ statements: [SQL]) throws { waiting += statements }

  func pending(_ sql: SQL) throws -> PendingRows {
    try prepare([sql])
    return try base.pending(sql)
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try flush()
    hasWritten = true
    return try base.savepoint {
      let value = try body()
      try flush()
      return value
    }
  }

  /// Passes on what was deferred, to go with the next statement.
  func flush() throws {
    guard !waiting.isEmpty else { return }
    hasWritten = true
    let statements = waiting
    waiting = []
    try base.deferred(statements)
  }

  private func prepare(_ statements: [SQL]) throws {
    try flush()
    if statements.contains(where: { $0.shape.kind != .read }) { hasWritten = true }
  }
}
