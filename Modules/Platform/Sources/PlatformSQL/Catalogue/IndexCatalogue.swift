public import Storage

/// Which columns of a database's tables an index begins with.
public struct IndexCatalogue: Sendable {
  private let columns: [String: Set<String>]

  /// Reads the indexes of a database. Those over a part of a table count only where the part is the
  /// rows in which their first column is not null.
  /// - Throws: the store's error.
  public init(of database: any Database) async throws {
    let rows: [(table: String, column: String)] = try await database.all(
      Self.statement(database.dialect)
    ) { (try $0.get(0, as: String.self), try $0.get(1, as: String.self)) }
    columns = Dictionary(grouping: rows, by: \.table).mapValues { Set($0.map(\.column)) }
  }

  /// The columns of a table that an index begins with.
  public func leadingColumns(of table: String) -> Set<String> { columns[table] ?? [] }

  private static func statement(_ dialect: Dialect) -> SQL {
    switch dialect {
    case .postgres:
      """
      SELECT CAST(t.relname AS text), CAST(a.attname AS text)
      FROM pg_index i
      JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
      WHERE i.indisvalid AND t.relkind IN ('r', 'p') AND pg_table_is_visible(t.oid)
        AND (i.indpred IS NULL
          OR pg_get_expr(i.indpred, i.indrelid) = '(' || quote_ident(a.attname) || ' IS NOT NULL)')
      """
    case .sqlite:
      """
      SELECT t.name, c.name
      FROM sqlite_schema t
      JOIN pragma_index_list(t.name) i
      JOIN pragma_index_info(i.name) c ON c.seqno = 0
      LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name
      WHERE t.type = 'table' AND c.name IS NOT NULL
        AND (i.partial = 0 OR s.sql LIKE '% WHERE ' || c.name || ' IS NOT NULL')
      UNION
      SELECT t.name, c.name
      FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.pk = 1
      WHERE t.type = 'table'
      """
    }
  }
}
