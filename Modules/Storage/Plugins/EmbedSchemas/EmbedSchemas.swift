import Foundation
import PackagePlugin

/// Embeds a context's migration files into the target that serves its data.
///
/// A target named `AuthSQL` gets the files of `Schemas/Auth`, `PlatformSQL` those of
/// `Schemas/Platform`, as `EmbeddedSchema.files`. The `Schemas` folder is looked for in the
/// package's folder and in each one above it, so that it is found from the root of the repository
/// and from a module that is built by itself.
@main
struct EmbedSchemas: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let name = schemaName(of: target.name) else {
      Diagnostics.error(
        "EmbedSchemas serves targets named <Context>SQL or <Context>Schema, not \(target.name)")
      return []
    }
    guard let folder = folder(of: name, above: context.package.directoryURL) else {
      Diagnostics.error(
        "no folder Schemas/\(name) in or above \(context.package.directoryURL.path)")
      return []
    }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedSchema.swift")
    return [
      .buildCommand(
        displayName: "Embedding Schemas/\(name) in \(target.name)",
        executable: try context.tool(named: "embed-schemas").url,
        arguments: [folder.path, output.path],
        inputFiles: [folder] + alwaysChanged,
        outputFiles: [output])
    ]
  }

  /// A file that is another one for every build, so that the tool runs in every build.
  ///
  /// The build keeps its plan as long as the packages look the same, and would not learn of a file
  /// that came into `Schemas` since. So the tool looks for itself, which takes milliseconds, and
  /// writes only when something changed: nothing is compiled anew without need.
  private var alwaysChanged: [URL] {
    let ownProcess = URL(filePath: "/proc/self/stat")
    return FileManager.default.fileExists(atPath: ownProcess.path) ? [ownProcess] : []
  }

  private func schemaName(of target: String) -> String? {
    for suffix in ["SQL", "Schema"] where target.hasSuffix(suffix) && target != suffix {
      return String(target.dropLast(suffix.count))
    }
    return nil
  }

  private func folder(of name: String, above package: URL) -> URL? {
    var level = package.standardizedFileURL
    while true {
      let candidate = level.appending(path: "Schemas/\(name)")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      if level.path == "/" { return nil }
      level.deleteLastPathComponent()
    }
  }
}
