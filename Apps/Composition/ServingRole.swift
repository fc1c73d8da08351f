public import Configuration
import ContextKit
import Observability
import Storage

// On Postgres the role that serves should own nothing: what it cannot do, nobody can do who gets
// hold of the server.

extension Settings {
  /// The role that a server connects as, for every context that has none of its own.
  static let servingRole = Setting(
    "storage.serving_role", optional: .nonEmptyString,
    "The Postgres role that the server connects as and that owns no table. atrium-migrate apply, "
      + "run as the owner, grants it what it needs.")

  /// The role that a server connects as for one context.
  static let contextServingRole = Setting(
    "storage.<context>.serving_role", optional: .nonEmptyString,
    allowedNames: Composition.contexts.map { $0.name },
    "The Postgres role that the server connects as for one context; storage.serving_role by "
      + "default.")
}

extension Configuration {
  /// The role that is to serve a context, if the configuration says.
  func servingRole(of context: String) -> String? {
    self[Settings.contextServingRole, context] ?? self[Settings.servingRole]
  }

  /// What is in order and could be better, a sentence each. Nothing is opened for it.
  public var advice: [String] { contextAdvice + roleAdvice }

  private var roleAdvice: [String] {
    guard self[DeploymentMode.setting] == .production else { return [] }
    let owned = self[Settings.contexts].filter {
      storageURL(of: $0).dialect == .postgres && servingRole(of: $0) == nil
    }
    guard !owned.isEmpty else { return [] }
    return [
      "storage.serving_role is not set for \(owned.joined(separator: ", ")): name the role that the "
        + "server connects as, so that 'atrium-migrate apply' can grant it what it needs and it "
        + "need not own the tables."
    ]
  }
}

extension Assembly {
  /// Tells in the log, in production, of databases that are served by a role that could do more
  /// than serve. Such a server works all the same, as it did before there was another way.
  public func warnOfPowerfulRoles() async {
    guard configuration[DeploymentMode.setting] == .production else { return }
    for store in stores.all where store.database.dialect == .postgres {
      guard let served = try? await ServingUser.read(from: store.database) else { continue }
      if served.isSuperuser {
        warn(
          "the server serves as a superuser of Postgres", store, served,
          mends: "a role of its own: Deploy/postgres-roles.sql")
      } else if served.isOwner {
        warn(
          "the server serves as the owner of its tables", store, served,
          mends: "another role to own them: Deploy/postgres-roles.sql")
      }
      let expected = Set(store.contexts.compactMap { configuration.servingRole(of: $0) })
      if !expected.isEmpty, !expected.contains(served.name) {
        warn(
          "the server serves as another role than storage.serving_role", store, served,
          mends: "the user in the database's URL, or storage.serving_role")
      }
    }
  }

  private func warn(_ what: String, _ store: Stores.Store, _ served: ServingUser, mends: String) {
    log.warning(
      what,
      [
        "database": .string("\(store.url)"), "role": .string(served.name), "mends": .string(mends),
      ])
  }
}

/// Whom Postgres takes the server for.
private struct ServingUser {
  let name: String
  let isSuperuser: Bool
  let isOwner: Bool

  static func read(from database: any Database) async throws -> ServingUser? {
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
}
