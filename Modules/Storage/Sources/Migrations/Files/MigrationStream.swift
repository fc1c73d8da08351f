/// The migrations of one context (or of the platform), in order.
///
/// Several streams can live in one database; each counts for itself.
public struct MigrationStream: Sendable, Hashable {
  /// What the history table calls it: `auth`, `platform`. Small letters, digits, underscores.
  public let name: String
  /// The migrations, version 1 first.
  public let migrations: [Migration]
  /// What is wrong with the files. Nothing runs while there is anything.
  public let problems: [MigrationFileProblem]

  /// Reads files that are in memory already: those that the build plugin embeds.
  ///
  /// Never throws, so that a target can say `static let migrations = MigrationStream(…)`: what is
  /// wrong stands in `problems`, and every use of the stream refuses.
  public init(name: String, files: [(name: String, contents: String)]) {
    var reader = StreamReader(stream: name)
    for file in files.sorted(by: { $0.name < $1.name }) {
      reader.add(file: file.name, contents: file.contents)
    }
    (migrations, problems) = reader.finish()
    self.name = name
  }

  /// Reads every `.sql` file of a folder. The stream is called as the folder, in small letters.
  ///
  /// - Throws: `UnreadableFolder` when the folder or a file in it cannot be read.
  public init(directory: String) throws(UnreadableFolder) {
    let name = directory.split(separator: "/").last.map { $0.lowercased() } ?? ""
    try self.init(name: name, directory: directory)
  }

  /// Reads every `.sql` file of a folder.
  ///
  /// - Throws: `UnreadableFolder` when the folder or a file in it cannot be read.
  public init(name: String, directory: String) throws(UnreadableFolder) {
    var files: [(name: String, contents: String)] = []
    for file in try SchemaFolder.sqlFiles(in: directory) {
      files.append((file, try SchemaFolder.contents(of: "\(directory)/\(file)")))
    }
    self.init(name: name, files: files)
  }

  /// Reads every folder in `directory` as one stream; `platform` comes first, as the others may
  /// rely on its tables, and the rest follow by name.
  ///
  /// - Throws: `UnreadableFolder` when a folder or a file cannot be read.
  public static func all(inFoldersOf directory: String) throws(UnreadableFolder) -> [Self] {
    var streams: [MigrationStream] = []
    for folder in try SchemaFolder.folders(in: directory) {
      streams.append(try MigrationStream(directory: "\(directory)/\(folder)"))
    }
    return streams.sorted {
      ($0.name == "platform" ? "" : $0.name, "")
        < ($1.name == "platform" ? "" : $1.name, "")
    }
  }

  /// The names of the folders in `directory`, sorted: each would be a stream.
  ///
  /// - Throws: `UnreadableFolder` when it cannot be read.
  public static func folders(in directory: String) throws(UnreadableFolder) -> [String] {
    try SchemaFolder.folders(in: directory)
  }

  /// Whether a stream or a migration can be called so: small letters, digits and underscores, at
  /// most 60, with a letter first.
  public static func isName(_ text: String) -> Bool { MigrationFileName.isWord(text) }

  /// How the file of a migration begins: `0007_add_notes`.
  public func fileStem(version: Int, name: String) -> String {
    "\(MigrationFileName.digits(version))_\(name)"
  }

  /// The number of the last migration; 0 when there is none.
  public var latestVersion: Int { migrations.last?.version ?? 0 }
}

/// A folder or file of migrations that cannot be read.
public struct UnreadableFolder: Error, Hashable, Sendable, CustomStringConvertible {
  /// The folder or file.
  public let path: String
  /// Why, in the system's words.
  public let reason: String

  /// The path and the reason.
  public var description: String { "cannot read \(path): \(reason)" }
}
