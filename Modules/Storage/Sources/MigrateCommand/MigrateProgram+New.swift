import Migrations

extension MigrateProgram {
  /// Writes the next numbered file of a context and its way back.
  func writeNew(_ options: MigrateOptions, _ report: inout MigrateReport) throws -> MigrateExit {
    guard let name = options.words.first else {
      throw UsageError("new needs a name: atrium-migrate new add_notes --context ajo")
    }
    guard let context = options.contexts?.first, options.contexts?.count == 1 else {
      throw UsageError("new is about one context: say --context X")
    }
    guard MigrationStream.isName(name), MigrationStream.isName(context) else {
      throw UsageError("names are small letters, digits and underscores, with a letter first")
    }
    let root = options.schemas ?? "Schemas"
    if !OutputFile.exists(root) { try OutputFile.createFolder(root) }
    let folder = "\(root)/\(try folderName(of: context, in: root))"
    if !OutputFile.exists(folder) { try OutputFile.createFolder(folder) }
    // Two that run at once do not take the same number.
    report.files += try OutputFile.locking(folder) {
      let stream = try MigrationStream(directory: folder)
      guard stream.problems.isEmpty else { throw MigrationError.invalidFiles(stream.problems) }
      let stem = stream.fileStem(version: stream.latestVersion + 1, name: name)
      return try templates(split: options.split).map { suffix, text in
        let path = "\(folder)/\(stem)\(suffix).sql"
        try OutputFile.create(path, text)
        return path
      }
    }
    return .done
  }

  /// The context's folder as it is spelt already, or with a capital letter when it is new.
  private func folderName(of context: String, in root: String) throws -> String {
    let known = try MigrationStream.folders(in: root).first { $0.lowercased() == context }
    return known ?? context.prefix(1).uppercased() + context.dropFirst()
  }

  private func templates(split: Bool) -> [(suffix: String, text: String)] {
    let up = "-- Say why. What runs here runs in one transaction.\n"
    let down = "-- Undoes the file of the same number.\n"
    guard split else { return [("", up), (".down", down)] }
    return [
      (".postgres", up), (".sqlite", up), (".down.postgres", down), (".down.sqlite", down),
    ]
  }
}
