import Storage

/// The privileges of the serving roles in a schema of Postgres.
///
/// The whole schema is Atrium's, as it is for copies and for drift: what belongs to an extension is
/// left alone. Privileges are compared as they take effect, whether a role has them by itself,
/// through another role or as everybody.
struct ServingGrants {
  let connection: any SQLConnection
  let schema: String
  let roles: [String]

  /// - Throws: `MigrationError.refused` when a role cannot be given anything: nothing was changed.
  func check() throws {
    guard !roles.isEmpty else { return }
    let current = try connection.first("SELECT current_user::text") {
      try $0.get(0, as: String.self)
    }
    for role in roles {
      guard try oid(of: role) != nil else {
        throw MigrationError.refused(
          "there is no role \(role), which is to serve; make it with: "
            + "CREATE ROLE \(MigrationSession.quoted(role)) LOGIN PASSWORD '…'")
      }
      guard role != current else {
        throw MigrationError.refused(
          "\(role) is the role that serves and must not own the tables; connect as the role that "
            + "does, by --database or ATRIUM_STORAGE_DEFAULT")
      }
    }
  }

  /// Grants each role what it lacks, and revokes what it must not have. Writes nothing if nothing
  /// differs.
  func give() throws {
    for role in roles {
      guard let oid = try oid(of: role) else { continue }
      guard try powers(of: role, oid).isEmpty else { continue }
      let statements = try objects(for: oid).flatMap { $0.corrections(for: role) }
      if !statements.isEmpty {
        try connection.executeScript(statements.joined(separator: ";\n"))
      }
    }
  }

  /// What is not as it should be.
  func differences() throws -> [GrantDifference] {
    try roles.flatMap { role -> [GrantDifference] in
      guard let oid = try oid(of: role) else {
        return [GrantDifference(kind: .absent, role: role, object: nil, privileges: [])]
      }
      let powers = try powers(of: role, oid)
      // A superuser has too much on every object; that is reported once.
      guard powers.isEmpty else {
        return [GrantDifference(kind: .excess, role: role, object: nil, privileges: powers)]
      }
      return try objects(for: oid).flatMap { $0.differences(for: role) }
    }
  }

  private func oid(of role: String) throws -> Int64? {
    try connection.first("SELECT oid FROM pg_roles WHERE rolname = \(role)") { try $0.get(0) }
  }

  private func version() throws -> Int64 {
    let text = try connection.first("SELECT current_setting('server_version_num')") {
      try $0.get(0, as: String.self)
    }
    return text.flatMap { Int64($0) } ?? 0
  }
}

// Reading the catalogue.
extension ServingGrants {
  /// What no grant can give or take: being a superuser or the owner, or being able to become one.
  private func powers(of role: String, _ oid: Int64) throws -> [String] {
    let version = try version()
    var powers = try connection.all(
      """
      SELECT 'SUPERUSER' FROM pg_roles WHERE oid = \(oid)::oid AND rolsuper
      UNION ALL
      SELECT 'CREATEROLE' FROM pg_roles WHERE oid = \(oid)::oid AND rolcreaterole
        AND \(version < 160_000)
      UNION ALL
      SELECT 'REPLICATION' FROM pg_roles WHERE oid = \(oid)::oid AND rolreplication
      UNION ALL
      SELECT DISTINCT CASE WHEN r.oid = \(oid)::oid THEN 'OWNERSHIP' ELSE 'MEMBERSHIP' END
        || ' of ' || c.relname || COALESCE(' through ' || NULLIF(r.rolname, \(role)), '')
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_roles AS r ON r.oid = c.relowner
      WHERE n.nspname = \(schema) AND c.relkind IN ('r', 'p', 'v', 'm')
        AND pg_has_role(\(oid)::oid, c.relowner, 'MEMBER')
        AND NOT EXISTS (SELECT 1 FROM pg_roles WHERE oid = \(oid)::oid AND rolsuper)
      """
    ) { try $0.get(0, as: String.self) }
    if version >= 150_000, powers.isEmpty {
      powers += try connection.all(
        """
        SELECT 'SET session_replication_role'
        WHERE has_parameter_privilege(\(oid)::oid, 'session_replication_role', 'SET')
        """
      ) { try $0.get(0, as: String.self) }
    }
    return powers.sorted()
  }

  private func objects(for role: Int64) throws -> [GrantedObject] {
    try places(role) + relations(role) + sequences(role) + routines(role)
  }

  private func places(_ role: Int64) throws -> [GrantedObject] {
    let row = try connection.first(
      """
      SELECT current_database()::text AS database,
        concat_ws(' ', CASE WHEN has_database_privilege(\(role)::oid, current_database(), 'CONNECT')
          THEN 'CONNECT' END,
          CASE WHEN has_database_privilege(\(role)::oid, current_database(), 'CREATE')
          THEN 'CREATE' END) AS in_database,
        concat_ws(' ', CASE WHEN has_schema_privilege(\(role)::oid, \(schema), 'USAGE')
          THEN 'USAGE' END,
          CASE WHEN has_schema_privilege(\(role)::oid, \(schema), 'CREATE')
          THEN 'CREATE' END) AS in_schema
      """)
    guard let row else { return [] }
    let database: String = try row["database"]
    return [
      GrantedObject(
        "database \(database)", "DATABASE \(MigrationSession.quoted(database))",
        wanted: ["CONNECT"], held: GrantedObject.words(try row["in_database"])),
      GrantedObject(
        "schema \(schema)", "SCHEMA \(MigrationSession.quoted(schema))",
        wanted: ["USAGE"], held: GrantedObject.words(try row["in_schema"])),
    ]
  }

  private func relations(_ role: Int64) throws -> [GrantedObject] {
    var privileges = [
      "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER",
    ]
    if try version() >= 170_000 { privileges.append("MAINTAIN") }
    let columnPrivileges = ["SELECT", "INSERT", "UPDATE", "REFERENCES"]
    return try connection.all(
      """
      SELECT c.relname::text AS name, c.relkind IN ('r', 'p') AS is_table,
        COALESCE((
          SELECT bit_or(g.tgtype) FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid
          WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND p.proname = 'atrium_refuse_change'
            AND g.tgqual IS NULL AND g.tgattr::text = ''), 0)::bigint AS refused,
        (SELECT string_agg(p, ' ') FROM unnest(\(privileges)) AS p
          WHERE has_table_privilege(\(role)::oid, c.oid, p)) AS held,
        (SELECT string_agg(p, ' ') FROM unnest(\(columnPrivileges)) AS p
          WHERE has_any_column_privilege(\(role)::oid, c.oid, p)) AS held_in_part
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = \(schema) AND c.relkind IN ('r', 'p', 'v', 'm')
        AND NOT EXISTS (
          SELECT 1 FROM pg_depend
          WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
      ORDER BY c.relname
      """
    ) { try GrantedObject(relation: $0, schema: schema) }
  }

  private func sequences(_ role: Int64) throws -> [GrantedObject] {
    try connection.all(
      """
      SELECT c.relname::text AS name,
        EXISTS (SELECT 1 FROM pg_depend
          WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'i') AS is_identity,
        (SELECT string_agg(p, ' ') FROM unnest(ARRAY['SELECT', 'USAGE', 'UPDATE']) AS p
          WHERE has_sequence_privilege(\(role)::oid, c.oid, p)) AS held
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = \(schema) AND c.relkind = 'S'
        AND NOT EXISTS (
          SELECT 1 FROM pg_depend
          WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
      ORDER BY c.relname
      """
    ) { try GrantedObject(sequence: $0, schema: schema) }
  }

  private func routines(_ role: Int64) throws -> [GrantedObject] {
    try connection.all(
      """
      SELECT p.oid::regprocedure::text AS name,
        CASE WHEN has_function_privilege(\(role)::oid, p.oid, 'EXECUTE') THEN 'EXECUTE' END AS held
      FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
      WHERE n.nspname = \(schema) AND p.prokind IN ('f', 'p')
        AND p.prorettype <> 'trigger'::regtype
        AND NOT EXISTS (
          SELECT 1 FROM pg_depend
          WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
      ORDER BY 1
      """
    ) { try GrantedObject(routine: $0) }
  }
}
