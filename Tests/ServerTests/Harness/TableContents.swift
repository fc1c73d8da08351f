import Storage

/// What is in a table: every row, each value as the engine writes it in a statement.
struct TableContents: Equatable {
  let columns: [String]
  private let rows: [[String]]

  /// Reads every table of a database but the history of migrations, by its name.
  static func all(_ connection: any SQLConnection) throws -> [String: TableContents] {
    let names = try connection.all(list(connection.dialect)) { try $0.get(0, as: String.self) }
    let kept = names.filter { !$0.hasPrefix("atrium_") && !$0.hasPrefix("sqlite_") }
    return try Dictionary(
      uniqueKeysWithValues: kept.map { ($0, try TableContents(of: $0, connection)) })
  }

  private static func list(_ dialect: Dialect) -> SQL {
    switch dialect {
    case .sqlite: "SELECT name FROM sqlite_master WHERE type = 'table'"
    case .postgres:
      // What is in a part of a table is in the table.
      """
      SELECT relname::text FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
      """
    }
  }

  private init(of table: String, _ connection: any SQLConnection) throws {
    columns = try connection.all(Self.columns(of: table, connection.dialect)) {
      try $0.get(0, as: String.self)
    }
    let count = columns.count
    let quoted = columns.map { name in
      connection.dialect == .sqlite ? "quote(\"\(name)\")" : "quote_nullable(\"\(name)\"::text)"
    }
    rows = try connection.all(
      SQL(verbatim: "SELECT \(quoted.joined(separator: ", ")) FROM \"\(table)\"")
    ) { row in try (0..<count).map { try row.get($0, as: String.self) } }
  }

  private static func columns(of table: String, _ dialect: Dialect) -> SQL {
    switch dialect {
    case .sqlite: "SELECT name FROM pragma_table_info(\(table)) ORDER BY cid"
    case .postgres:
      """
      SELECT column_name::text FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = \(table) ORDER BY ordinal_position
      """
    }
  }

  private init(columns: [String], rows: [[String]]) {
    (self.columns, self.rows) = (columns, rows)
  }

  /// The same rows with a column under another name.
  func renaming(_ column: String, to name: String) -> TableContents {
    TableContents(columns: columns.map { $0 == column ? name : $0 }, rows: rows)
  }

  var isEmpty: Bool { rows.isEmpty }

  /// Whether a row has a value in a column.
  func isFilled(_ column: String) -> Bool { rows(of: [column]).contains { $0 != ["NULL"] } }

  /// The rows as far as these columns go, in an order of their own.
  func rows(of wanted: [String]) -> [[String]] {
    let places = wanted.compactMap { columns.firstIndex(of: $0) }
    return rows.map { row in places.map { row[$0] } }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
