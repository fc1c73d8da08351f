import Composition
import Configuration
import MigrateCommand
import Storage

/// What of the server's configuration concerns migrations, read as the server reads it.
enum ConfigurationFile {
  /// A migration must not fail because another setting of the server is missing or mistaken; but it
  /// must not run on another database than the one that is meant.
  private static let part = ConfigurationPart(tables: ["mode", "contexts", "storage"])

  /// Which context keeps its data where, and the variables that Kubernetes sets.
  ///
  /// - Parameter config: the file after `--config`; else the one that `ATRIUM_CONFIG` names, else
  ///   `atrium.toml` if there is one.
  /// - Throws: all that is wrong with these settings, and whatever may be a misspelt one of them.
  static func settings(
    config: String?, environment: [String: String]
  ) throws(ConfigurationErrors) -> (settings: MigrateSettings, serviceLinks: [String]) {
    let read = try Configuration.load(
      file: config, environment: environment, declarations: Settings.all, part: part)
    var settings = MigrateSettings(
      mode: read.isOfProduction || read.isSet(DeploymentMode.setting)
        ? read[DeploymentMode.setting].rawValue : nil,
      contexts: read.isSet(Settings.contexts) ? read[Settings.contexts] : nil,
      defaultDatabase: text(read[Settings.defaultStorage]),
      servingRole: read.servingRole, servingRoles: read.servingRolesOfContexts)
    for (context, url) in read.named(Settings.contextStorage) {
      settings.databases[context] = url.map(text)
    }
    return (settings, read.serviceLinks)
  }

  /// A URL as it is read again, with its password.
  private static func text(_ url: DatabaseURL) -> String {
    switch url {
    case .sqlite(let path): "sqlite:\(path)"
    case .postgres(let uri): uri
    }
  }
}
