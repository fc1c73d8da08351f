import Storage

/// A statement that cannot run in a transaction, so that its effect and its row in the history do
/// not come together: the row says first that it has begun, and what it left is looked at.
struct LoneStatement {
  let session: MigrationSession
  let id: MigrationID
  let script: MigrationScript

  /// What can be found out about a statement that was interrupted.
  enum Nature: Hashable {
    /// Builds the index of this quoted name, which stays behind INVALID when it is interrupted.
    case buildsIndex(String)
    /// Drops the index of this quoted name.
    case dropsIndex(String)
    /// Does no harm when it is run twice.
    case repeatable
    /// May have committed by itself before it failed.
    case opaque
    /// Happens or does not, but leaves nothing to tell which by.
    case atomic
  }

  var nature: Nature { script.statements.first.map(Self.nature(of:)) ?? .repeatable }

  /// Runs the statement. When it fails and is known to have left nothing, `forget` restores the
  /// history.
  func run(forget: () throws -> Void) throws {
    guard let statement = script.statements.first else { return }
    do {
      if session.dialect == .postgres {
        // It waits for every older transaction, however long that takes, without blocking others.
        try session.connection.executeScript("SET lock_timeout = 0")
      }
      if case .buildsIndex(let index) = nature { try dropIfInvalid(index) }
      try session.connection.executeScript(statement.text)
    } catch {
      try recover(from: error, line: statement.line, forget: forget)
    }
  }

  private func recover(from cause: any Error, line: Int, forget: () throws -> Void) throws {
    let failure = StatementFailure(line: line, cause: cause)
      .migrationError(id, file: script.file)
    guard case .failed = failure else { throw failure }
    do {
      switch nature {
      case .buildsIndex(let index): try dropIfInvalid(index)
      case .dropsIndex, .repeatable, .atomic: break
      case .opaque: throw MigrationError.needsRepair([id], reason: "\(failure)")
      }
      try forget()
    } catch let error as MigrationError {
      throw error
    } catch {
      throw MigrationError.needsRepair([id], reason: "\(failure); then: \(error)")
    }
    throw failure
  }

  /// Whether an index is there, and complete; nil when it is not there.
  func isValid(_ index: String) throws -> Bool? {
    switch session.dialect {
    case .postgres:
      return try session.connection.first(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(\(index))"
      ) { try $0.get(0, as: Bool.self) }
    case .sqlite:
      // There is no half an index here.
      let name = SQLStatement.Word(index.utf8, isQuoted: true).name
      return try session.connection.first(
        "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = \(name)"
      ) { _ in true }
    }
  }

  /// Drops what an interrupted `CREATE INDEX CONCURRENTLY` left: it costs every write and serves
  /// no read, and `IF NOT EXISTS` would take it for a good one.
  func dropIfInvalid(_ index: String) throws {
    if try isValid(index) == false {
      try session.connection.executeScript("DROP INDEX CONCURRENTLY IF EXISTS \(index)")
    }
  }

  /// Tells from its words what can be found out about a statement.
  static func nature(of statement: SQLStatement) -> Nature {
    let words = statement.keywords(12)
    switch words.first {
    case "CREATE" where words.prefix(3).contains("INDEX"):
      return createdIndex(statement).map(Nature.buildsIndex) ?? .atomic
    case "DROP" where words.dropFirst().first == "INDEX":
      return droppedIndex(statement).map(Nature.dropsIndex) ?? .atomic
    case "VACUUM", "ANALYZE", "REINDEX", "PRAGMA": return .repeatable
    case "ALTER" where words.dropFirst().first == "SYSTEM": return .repeatable
    case "CALL", "DO": return .opaque
    default:
      return words.contains("EXISTS") ? .repeatable : .atomic
    }
  }

  /// `CREATE [UNIQUE] INDEX [CONCURRENTLY] [IF NOT EXISTS] name ON [ONLY] [schema.]table …`; an
  /// index lives in its table's schema.
  private static func createdIndex(_ statement: SQLStatement) -> String? {
    let words = statement.words
    guard let on = words.firstIndex(where: { $0.keyword == "ON" }), on > 0,
      !["INDEX", "CONCURRENTLY", "EXISTS"].contains(words[on - 1].keyword)
    else { return nil }
    let name = MigrationSession.quoted(words[on - 1].name)
    var table = words[(on + 1)...]
    if table.first?.keyword == "ONLY" { table.removeFirst() }
    guard let schema = table.first, table.dropFirst().first?.keyword == "." else { return name }
    return "\(MigrationSession.quoted(schema.name)).\(name)"
  }

  /// `DROP INDEX [CONCURRENTLY] [IF EXISTS] [schema.]name`, of one index.
  private static func droppedIndex(_ statement: SQLStatement) -> String? {
    let noise = ["DROP", "INDEX", "CONCURRENTLY", "IF", "EXISTS"]
    let rest = statement.words.drop { noise.contains($0.keyword) }
      .filter { !["CASCADE", "RESTRICT"].contains($0.keyword) }
    if rest.count == 1 { return MigrationSession.quoted(rest[0].name) }
    guard rest.count == 3, rest[1].keyword == "." else { return nil }
    return "\(MigrationSession.quoted(rest[0].name)).\(MigrationSession.quoted(rest[2].name))"
  }
}
