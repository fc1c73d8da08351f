public import Storage

/// Whom Postgres takes a server for. It should own nothing: what it cannot do, nobody can do who
/// gets hold of the server.
public struct ServingUser: Sendable, Hashable {
  /// The role.
  public let name: String
  /// Whether it may do anything at all.
  public let isSuperuser: Bool
  /// Whether it owns the tables, or is a member of the role that does.
  public let isOwner: Bool

  /// What is not as it should be about it.
  public struct Finding: Sendable, Hashable {
    /// The finding, a sentence without its full stop.
    public let message: String
    /// What mends it.
    public let remedy: String
  }

  /// The user that a database's connections are opened by; nil if there is no telling.
  /// - Throws: the store's error. Only for Postgres.
  public static func read(from database: any Database) async throws -> ServingUser? {
    try await database.first(
      """
      SELECT r.rolname::text AS name, r.rolsuper AS is_superuser,
        COALESCE((
          SELECT pg_has_role(t.relowner, 'MEMBER') FROM pg_class AS t
          WHERE t.oid = to_regclass('atrium_migrations')), false) AS is_owner
      FROM pg_roles AS r WHERE r.rolname = current_user
      """
    ) {
      try ServingUser(
        name: $0["name"], isSuperuser: $0["is_superuser"], isOwner: $0["is_owner"])
    }
  }

  /// What it can do beyond serving, and whether it is another than the configuration says.
  /// - Parameter expected: the roles that the configuration names; empty where it names none.
  public func findings(expecting expected: Set<String>) -> [Finding] {
    var findings: [Finding] = []
    if isSuperuser {
      findings.append(
        Finding(
          message: "the server serves as a superuser of Postgres",
          remedy: "a role of its own: Deploy/postgres-roles.sql"))
    } else if isOwner {
      findings.append(
        Finding(
          message: "the server serves as the owner of its tables",
          remedy: "another role to own them: Deploy/postgres-roles.sql"))
    }
    if !expected.isEmpty, !expected.contains(name) {
      findings.append(
        Finding(
          message: "the server serves as another role than storage.serving_role",
          remedy: "the user in the database's URL, or storage.serving_role"))
    }
    return findings
  }
}
