public import Configuration
import ContextKit
import Databases
import Observability
import PlatformSQL
import Storage

extension Settings {
  /// The settings that name the Postgres role which serves.
  static var servingRoles: ServingRoleSettings {
    ServingRoleSettings(contexts: Composition.contexts.map { $0.name })
  }
}

extension Configuration {
  /// The role that serves every context that has none of its own named.
  public var servingRole: String? { self[Settings.servingRoles.role] }

  /// The roles that serve single contexts.
  public var servingRolesOfContexts: [String: String] {
    Dictionary(
      uniqueKeysWithValues: named(Settings.servingRoles.contextRole).compactMap { named in
        named.value.map { (named.name, $0) }
      })
  }

  /// What is in order and could be better, a sentence each. Nothing is opened for it.
  public var advice: [String] {
    let inPostgres = self[Settings.contexts].filter { storageURL(of: $0).dialect == .postgres }
    let links = Self.note(ofServiceLinks: serviceLinks).map { [$0 + "."] } ?? []
    return links + contextAdvice
      + Settings.servingRoles.advice(on: inPostgres, in: self)
  }
}

extension Assembly {
  /// Tells in the log, in production, of databases that are served by a role that could do more
  /// than serve. Such a server works all the same, as it did before there was another way.
  public func warnOfPowerfulRoles() async {
    guard configuration[DeploymentMode.setting] == .production else { return }
    for store in stores.all where store.database.dialect == .postgres {
      guard let user = try? await ServingUser.read(from: store.database) else { continue }
      let expected = store.contexts.compactMap {
        Settings.servingRoles.role(of: $0, in: configuration)
      }
      for finding in user.findings(expecting: Set(expected)) {
        log.warning(
          finding.message,
          [
            "database": .string("\(store.url)"), "role": .string(user.name),
            "remedy": .string(finding.remedy),
          ])
      }
    }
  }
}
