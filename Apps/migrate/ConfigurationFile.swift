import Composition
import Configuration
import Glibc
import Kernel
import MigrateCommand
import Storage

/// Reads from the server's configuration what concerns migrations, and nothing else: a migration
/// must not fail because a setting of the server is missing or mistaken.
enum ConfigurationFile {
  /// The settings of the file after `--config`, else of `ATRIUM_CONFIG`, else of `atrium.toml` if
  /// there is one; over them the variables. What nobody says is as the server takes it.
  ///
  /// - Throws: `Unreadable`, which names the file and the place.
  static func settings(
    config: String?, environment: [String: String]
  ) throws(Unreadable) -> MigrateSettings {
    var settings = MigrateSettings()
    if let path = config ?? environment["ATRIUM_CONFIG"].map(SourceText.trimmed) {
      settings = try read(path)
    } else if access(Configuration.defaultFile, F_OK) == 0 {
      settings = try read(Configuration.defaultFile)
    }
    let variables = MigrateSettings(environment: environment)
    settings.mode = variables.mode ?? settings.mode
    settings.contexts = variables.contexts ?? settings.contexts
    settings.defaultDatabase =
      variables.defaultDatabase ?? settings.defaultDatabase ?? Settings.standardDatabase.description
    settings.databases.merge(variables.databases) { _, variable in variable }
    settings.servingRole = variables.servingRole ?? settings.servingRole
    settings.servingRoles.merge(variables.servingRoles) { _, variable in variable }
    return settings
  }

  /// Makes sure that no variable is misspelt that concerns migrations: they would run on another
  /// database than the one that is meant. What concerns the server alone stays the server's matter.
  ///
  /// - Returns: the variables that Kubernetes sets.
  /// - Throws: `Unreadable`, which names every such variable.
  static func strangers(in environment: [String: String]) throws(Unreadable) -> [String] {
    let found = Configuration.strangers(in: environment, declarations: Settings.all)
    let ours = ["`ATRIUM_STORAGE_", "`ATRIUM_MODE`", "`ATRIUM_CONTEXTS`", "`ATRIUM_CONFIG`"]
    let mistakes = found.problems.filter { problem in
      problem.place?.hasPrefix("ATRIUM_STORAGE_") == true
        || ours.contains(where: problem.message.contains)
    }
    guard mistakes.isEmpty else {
      throw Unreadable(description: mistakes.map(\.description).joined(separator: "\n"))
    }
    return found.serviceLinks
  }

  /// A file that cannot be read, or does not say what it should.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  private static func read(_ path: String) throws(Unreadable) -> MigrateSettings {
    let root: TOMLTable
    do {
      root = try TOMLParser.parse(try bytes(of: path))
    } catch let error as TOMLError {
      throw Unreadable(description: "\(path):\(error)")
    } catch {
      throw Unreadable(description: "\(error)")
    }

    let place = "in \(path)"
    // What has a configuration and does not say otherwise is in production, as for the server.
    var settings = MigrateSettings(mode: try text(root["mode"], "mode \(place)") ?? "production")
    if case .array(let names)? = root["contexts"]?.value {
      var contexts: [String] = []
      for name in names { contexts.append(try text(name, "contexts \(place)") ?? "") }
      settings.contexts = contexts
    }
    guard case .table(let storage)? = root["storage"]?.value else { return settings }
    settings.defaultDatabase = try text(storage["default"], "storage.default \(place)")
    settings.servingRole = try text(storage["serving_role"], "storage.serving_role \(place)")
    for (context, node) in storage.members {
      guard case .table(let table) = node.value else { continue }
      settings.databases[context] = try text(table["url"], "storage.\(context).url \(place)")
      settings.servingRoles[context] = try text(
        table["serving_role"], "storage.\(context).serving_role \(place)")
    }
    return settings
  }

  private static func text(_ node: TOMLNode?, _ name: String) throws(Unreadable) -> String? {
    guard let node else { return nil }
    guard case .string(let text) = node.value else {
      throw Unreadable(description: "\(name), \(node.position): it must be a string")
    }
    return text
  }

  private static func bytes(of path: String) throws(Unreadable) -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw Unreadable(description: "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    guard ferror(file) == 0 else {
      throw Unreadable(description: "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    return bytes
  }
}
