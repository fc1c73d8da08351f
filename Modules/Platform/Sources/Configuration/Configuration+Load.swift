import Glibc
import Kernel

extension Configuration {
  /// The file that is read unless another is named.
  public static let defaultFile = "atrium.toml"

  /// Variables that are no settings: where the file is, and the first administrator.
  public static let extraVariables = [
    "ATRIUM_CONFIG", "ATRIUM_ADMIN_EMAIL", "ATRIUM_ADMIN_PASSWORD",
  ]

  /// Reads the configuration: defaults, over them one TOML file, over it in development `.env`,
  /// over all `ATRIUM_…` variables.
  ///
  /// - Parameters:
  ///   - file: the TOML file, which must exist. `nil` takes `ATRIUM_CONFIG`, and without that
  ///     `atrium.toml` if there is one.
  ///   - environment: the variables of the process; those without `ATRIUM_` are none of ours.
  ///   - dotEnv: the `.env` file, read if `mode` is `development` and the file exists.
  ///   - declarations: every setting there is; `mode` is added.
  ///   - part: the settings that matter to whoever asks, unless all do: other mistakes are left
  ///     alone, and other settings must not be asked for.
  /// - Throws: all that is wrong, at once: unknown keys and variables, values that do not fit,
  ///   required settings that are missing, files that cannot be read.
  public static func load(
    file: String? = nil, environment: [String: String], dotEnv: String? = ".env",
    declarations: [any SettingDeclaration], part: ConfigurationPart? = nil
  ) throws(ConfigurationErrors) -> Configuration {
    var loading = Loading(declarations.map(\.erased))
    loading.read(environment)
    let named = environment["ATRIUM_CONFIG"].map(SourceText.trimmed)
    loading.readTOML(file ?? named, orIfPresent: defaultFile)
    if let dotEnv, loading.mode == .development { loading.readDotEnv(dotEnv) }
    return try loading.finish(part)
  }

  /// The variables of this process.
  public static func processEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }
}
