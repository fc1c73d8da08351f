public import Configuration

/// The settings that name the Postgres role which serves, for the contexts of a program.
public struct ServingRoleSettings: Sendable {
  /// The role that a server connects as, for every context that has none of its own.
  public let role = Setting(
    "storage.serving_role", optional: .nonEmptyString,
    "The Postgres role that the server connects as and that owns no table. atrium-migrate apply, "
      + "run as the owner, grants it what it needs.")

  /// The role that a server connects as for one context.
  public let contextRole: Setting<String?>

  /// The settings for contexts of these names.
  public init(contexts: [String]) {
    contextRole = Setting(
      "storage.<context>.serving_role", optional: .nonEmptyString, allowedNames: contexts,
      "The Postgres role that the server connects as for one context; storage.serving_role by "
        + "default.")
  }

  /// Both.
  public var all: [any SettingDeclaration] { [role, contextRole] }

  /// The role that is to serve a context, if the configuration says.
  public func role(of context: String, in configuration: Configuration) -> String? {
    configuration[contextRole, context] ?? configuration[role]
  }

  /// What could be better, a sentence each: in production every Postgres should be served by a role
  /// that owns nothing.
  /// - Parameter contexts: the contexts that run and keep their data in Postgres.
  public func advice(on contexts: [String], in configuration: Configuration) -> [String] {
    guard configuration[DeploymentMode.setting] == .production else { return [] }
    let owned = contexts.filter { role(of: $0, in: configuration) == nil }
    guard !owned.isEmpty else { return [] }
    return [
      "storage.serving_role is not set for \(owned.joined(separator: ", ")): name the role that the "
        + "server connects as, so that 'atrium-migrate apply' can grant it what it needs and it "
        + "need not own the tables."
    ]
  }
}
