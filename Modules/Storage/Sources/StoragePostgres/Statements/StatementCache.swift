internal import CPostgres
internal import Glibc
internal import Storage

/// A statement as one connection knows it: its text, the types of its parameters, and whether the
/// server has it prepared under the name.
final class PreparedStatement {
  let shape: SQLShape
  let types: [Oid]
  /// Whether it changes nothing, so that it may be run again.
  let isRead: Bool
  /// Whether it is one of those that are worth preparing. The others (CREATE, VACUUM, …) are run
  /// once, and some of them want to be the only one before their Sync.
  let isPreparable: Bool
  let name: UnsafeMutablePointer<CChar>
  var isPrepared = false
  var lastUse: UInt64 = 0
  /// How often the connection has answered it.
  var answers = 0
  /// The columns of its answers, once there was one.
  var layout: ColumnLayout?

  /// The text is put together once more when it is needed a second time, which is rare.
  var text: String { shape.text(for: .postgres) }

  init(shape: SQLShape, types: [Oid], name: String) {
    self.shape = shape
    self.types = types
    self.name = strdup(name)
    let text = shape.text(for: .postgres)
    isRead = ReadOnlyText.accepts(text)
    isPreparable = ReadOnlyText.isPreparable(text)
  }

  deinit {
    free(name)
  }

  /// Whether these values can be sent with the types. NULL goes with any.
  func accepts(_ bindings: [SQLValue]) -> Bool {
    guard bindings.count == types.count else { return false }
    for index in bindings.indices {
      let type = PostgresType.of(bindings[index])
      if type != types[index], type != PostgresType.inferred { return false }
    }
    return true
  }
}

/// The statements that one connection has prepared, found by their shape. Their names are no other
/// connection's: should a pooler hand a session on, a statement is missing there and not another.
struct StatementCache {
  private var statements: [SQLShape: PreparedStatement] = [:]
  private var made = 0
  private var clock: UInt64 = 0
  private let capacity: Int
  private let tag = String(UInt64.random(in: 0...UInt64.max), radix: 36)
  /// Prepared statements that lost their place and are to be deallocated on the server.
  private(set) var evicted: [PreparedStatement] = []

  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  /// The statement for a piece of SQL, perhaps not yet prepared.
  mutating func statement(for sql: SQL) -> PreparedStatement {
    clock &+= 1
    let known = statements[sql.shape]
    if let known, known.accepts(sql.bindings) {
      known.lastUse = clock
      return known
    }
    var types = sql.bindings.map(PostgresType.of)
    // What is NULL this time keeps the type that it had.
    for (index, type) in types.enumerated() where type == PostgresType.inferred {
      if let known, index < known.types.count { types[index] = known.types[index] }
    }
    return insert(sql.shape, types)
  }

  /// Drops a statement that the server does not have, or no longer as it was.
  mutating func forget(_ statement: PreparedStatement) {
    if statements[statement.shape] === statement { statements[statement.shape] = nil }
    if statement.isPrepared { evicted.append(statement) }
    statement.isPrepared = false
  }

  /// Takes a parameter (counted from 1) whose type the server could not infer as text, which goes
  /// with `$1 IS NULL`.
  ///
  /// - Returns: Whether that changes anything.
  mutating func takeAsText(_ parameter: Int, of statement: PreparedStatement) -> Bool {
    var types = statement.types
    guard types.indices.contains(parameter - 1), types[parameter - 1] == PostgresType.inferred
    else { return false }
    types[parameter - 1] = PostgresType.text
    _ = insert(statement.shape, types)
    return true
  }

  mutating func takeEvicted() -> [PreparedStatement] {
    let taken = evicted
    evicted = []
    return taken
  }

  private mutating func insert(_ shape: SQLShape, _ types: [Oid]) -> PreparedStatement {
    if let old = statements[shape] { forget(old) }
    if statements.count >= capacity { evictOldest() }
    made += 1
    let statement = PreparedStatement(shape: shape, types: types, name: "a\(made)_\(tag)")
    statement.lastUse = clock
    statements[shape] = statement
    return statement
  }

  private mutating func evictOldest() {
    guard let oldest = statements.values.min(by: { $0.lastUse < $1.lastUse }) else { return }
    forget(oldest)
  }
}
