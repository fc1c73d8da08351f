import Storage

/// A statement that is legal and dangerous: it destroys data, holds a lock for long, or breaks the
/// release that runs while the next one is rolled out.
public struct MigrationDanger: Sendable, Hashable {
  /// What may hurt. A file accepts a danger with `-- atrium: accept NAME`.
  public enum Rule: String, Sendable, CaseIterable {
    case dropTable = "drop-table"
    case dropColumn = "drop-column"
    case rename
    case changeType = "change-type"
    case notNullWithoutDefault = "not-null-without-default"
    case blockingIndex = "blocking-index"
    case looseTable = "loose-table"
    case noWayBack = "no-way-back"
    case truncate

    /// What may happen, and what to do instead.
    public var advice: String {
      switch self {
      case .dropTable: "drops a table with its data"
      case .dropColumn: "drops a column with its data; the release before still reads it"
      case .rename: "renames what the release before still uses; add, copy, then drop later"
      case .changeType: "rewrites the whole table under a lock; add a column and copy instead"
      case .notNullWithoutDefault: "fails on a table that has rows; give the column a default"
      case .blockingIndex:
        "blocks writes while it builds; use CREATE INDEX CONCURRENTLY in a file of its own"
      case .looseTable: "the table takes any type in any column; end it with STRICT"
      case .noWayBack: "has no .down file"
      case .truncate: "empties a table"
      }
    }
  }

  /// What may hurt.
  public let rule: Rule
  /// The migration.
  public let migration: MigrationID
  /// The file.
  public let file: String
  /// The line where the statement begins; nil when it is about the whole file.
  public let line: Int?
}

extension Migration {
  /// The dangers of this migration, except those that its files accept by name.
  public var dangers: [MigrationDanger] {
    var found: [MigrationDanger] = []
    for dialect in Dialect.allCases {
      let script = script(for: dialect)
      let own = DangerRules(script: script, dialect: dialect).dangers.map { rule, line in
        MigrationDanger(rule: rule, migration: id, file: script.file, line: line)
      }
      found += own.filter { !script.accepted.contains($0.rule.rawValue) && !found.contains($0) }
      if down(for: dialect) == nil,
        !script.accepted.contains(MigrationDanger.Rule.noWayBack.rawValue)
      {
        let missing = MigrationDanger(
          rule: .noWayBack, migration: id, file: script.file, line: nil)
        if !found.contains(missing) { found.append(missing) }
      }
    }
    return found
  }
}

extension Migration {
  /// Whether it takes something away that the release before uses, accepted or not.
  func breaksReleaseBefore(on dialect: Dialect) -> Bool {
    DangerRules(script: script(for: dialect), dialect: dialect).dangers.contains { danger in
      switch danger.rule {
      case .dropTable, .dropColumn, .rename, .changeType, .notNullWithoutDefault: true
      case .blockingIndex, .looseTable, .noWayBack, .truncate: false
      }
    }
  }
}

/// Looks for dangers in one script.
private struct DangerRules {
  private var found: [(rule: MigrationDanger.Rule, line: Int)] = []
  private var ownTables: Set<String> = []
  private var copiedTables: Set<String> = []
  /// Where `found` tells of a table that was dropped.
  private var drops: [String: Int] = [:]
  /// Those places where the table came back with its rows.
  private var rebuilt: Set<Int> = []

  /// What may hurt, each with its line.
  var dangers: [(rule: MigrationDanger.Rule, line: Int)] {
    found.indices.filter { !rebuilt.contains($0) }.map { found[$0] }
  }

  init(script: MigrationScript, dialect: Dialect) {
    for statement in script.statements { check(statement, dialect) }
  }

  private mutating func check(_ statement: SQLStatement, _ dialect: Dialect) {
    let words = statement.words.map(\.keyword)
    switch words.first {
    case "CREATE" where words.prefix(4).contains("TABLE"):
      if let table = Self.name(after: "TABLE", in: statement) { ownTables.insert(table) }
      if dialect == .sqlite, !words.contains("AS"), !words.suffix(3).contains("STRICT") {
        found.append((.looseTable, statement.line))
      }
    case "CREATE" where words.prefix(3).contains("INDEX"):
      let table = Self.name(after: "ON", in: statement)
      if dialect == .postgres, !words.contains("CONCURRENTLY"), !isOwn(table) {
        found.append((.blockingIndex, statement.line))
      }
    case "DROP" where words.dropFirst().first == "TABLE":
      let table = Self.name(after: "TABLE", in: statement)
      if !isOwn(table) {
        if let table { drops[table] = found.count }
        found.append((.dropTable, statement.line))
      }
    case "TRUNCATE": found.append((.truncate, statement.line))
    case "INSERT":
      if let table = Self.name(after: "FROM", in: statement) { copiedTables.insert(table) }
    case "ALTER" where words.dropFirst().first == "TABLE":
      if !isOwn(Self.name(after: "TABLE", in: statement)) {
        checkAlter(statement, words)
      } else if dialect == .sqlite, words.dropFirst(3).prefix(2) == ["RENAME", "TO"] {
        acceptRebuilding(Self.name(after: "TO", in: statement))
      }
    default: break
    }
  }

  /// SQLite's own way to change what its ALTER cannot: a new table is filled, the old one dropped,
  /// and the new one takes its name (sqlite.org/lang_altertable.html, section 7).
  private mutating func acceptRebuilding(_ table: String?) {
    guard let table, copiedTables.contains(table), let place = drops[table] else { return }
    rebuilt.insert(place)
  }

  private mutating func checkAlter(_ statement: SQLStatement, _ words: [String]) {
    let pairs = zip(words, words.dropFirst()).map { "\($0) \($1)" }
    if words.contains("RENAME") { found.append((.rename, statement.line)) }
    if pairs.contains("DROP COLUMN") { found.append((.dropColumn, statement.line)) }
    if words.contains("TYPE"), pairs.contains("ALTER COLUMN") || pairs.contains("DATA TYPE") {
      found.append((.changeType, statement.line))
    }
    if words.contains("ADD"), pairs.contains("NOT NULL"), !words.contains("DEFAULT"),
      !words.contains("CONSTRAINT"), !words.contains("CHECK"), !words.contains("GENERATED")
    {
      found.append((.notNullWithoutDefault, statement.line))
    }
  }

  private func isOwn(_ table: String?) -> Bool { table.map(ownTables.contains) ?? false }

  private static func name(after keyword: String, in statement: SQLStatement) -> String? {
    let noise = ["IF", "NOT", "EXISTS", "ONLY"]
    return statement.words.drop { $0.keyword != keyword }.dropFirst()
      .first { !noise.contains($0.keyword) }?.name
  }
}
