import Storage

/// Reads what is in the first schema of a connection: objects by name, each with its definition in
/// the engine's own words. The history table is left out.
enum SchemaDescription {
  static func read(_ connection: any SQLConnection) throws -> [String: String] {
    let sql: SQL
    switch connection.dialect {
    case .postgres: sql = postgres
    case .sqlite: sql = sqlite
    }
    let objects = try connection.all(sql) { row in
      (try row.get("object", as: String.self), try row.get("definition", as: String.self))
    }
    return Dictionary(objects) { first, _ in first }
  }

  /// SQLite keeps the text that made an object, and keeps it up when a column is added.
  private static let sqlite: SQL = """
    SELECT type || ' ' || name AS object, COALESCE(sql, '') AS definition
    FROM sqlite_schema
    WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' AND tbl_name <> 'atrium_migrations'
    """

  /// Definitions name no schema, so that one in a scratch schema reads the same. Parts of a
  /// partitioned table come and go while it is used, and are as the whole is: they are left out.
  private static let postgres: SQL = """
    WITH here AS (SELECT current_schema()::text AS name, current_schema()::regnamespace AS oid),
    tables AS (
      SELECT c.oid, c.relname, c.relkind FROM pg_class AS c, here
      WHERE c.relnamespace = here.oid AND NOT c.relispartition
        AND c.relname <> 'atrium_migrations')
    SELECT 'column ' || t.relname || '.' || a.attname AS object,
      format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS definition
    FROM tables AS t
    JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = a.attnum
    WHERE t.relkind IN ('r', 'p')
    UNION ALL
    SELECT 'constraint ' || t.relname || '.' || c.conname, pg_get_constraintdef(c.oid, true)
    FROM tables AS t JOIN pg_constraint AS c ON c.conrelid = t.oid
    UNION ALL
    SELECT 'index ' || t.relname,
      replace(
          replace(pg_get_indexdef(t.oid), ' ON ' || quote_ident(here.name) || '.', ' ON '),
          ' ON ONLY ' || quote_ident(here.name) || '.', ' ON ')
        || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
    FROM here, tables AS t JOIN pg_index AS i ON i.indexrelid = t.oid
    WHERE i.indrelid <> COALESCE(to_regclass('atrium_migrations')::oid, 0)
    UNION ALL
    SELECT 'trigger ' || t.relname || '.' || g.tgname,
      replace(pg_get_triggerdef(g.oid, true), quote_ident(here.name) || '.', '')
        || CASE g.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED'
          ELSE ' ' || g.tgenabled::text END
    FROM here, tables AS t JOIN pg_trigger AS g ON g.tgrelid = t.oid AND NOT g.tgisinternal
    UNION ALL
    SELECT 'view ' || t.relname, pg_get_viewdef(t.oid, true)
    FROM tables AS t WHERE t.relkind IN ('v', 'm')
    UNION ALL
    SELECT 'routine ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
      p.prosrc
    FROM pg_proc AS p, here WHERE p.pronamespace = here.oid
    """
}
