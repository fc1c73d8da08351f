import Storage

/// Gathers a stream's files and finds everything that is wrong with them at once.
struct StreamReader {
  private struct Entry {
    var names: [String: String] = [:]
    var up: [Dialect: MigrationScript] = [:]
    var down: [Dialect: MigrationScript] = [:]
    var hasForwardFile = false
  }

  private let stream: String
  private var entries: [Int: Entry] = [:]
  private var problems: [MigrationFileProblem] = []

  init(stream: String) {
    self.stream = stream
    if !MigrationFileName.isWord(stream) {
      report(.badStream, "a stream's name is small letters, digits and underscores")
    }
  }

  mutating func add(file: String, contents: String) {
    guard let name = MigrationFileName(file) else {
      report(
        .badName, file: file,
        "the name must be NNNN_words.sql, with .down and then .postgres or .sqlite before .sql "
          + "where they are meant")
      return
    }
    var entry = entries[name.version] ?? Entry()
    entry.names[name.name] = entry.names[name.name] ?? file
    entry.hasForwardFile = entry.hasForwardFile || !name.isDown
    for dialect in name.dialect.map({ [$0] }) ?? Dialect.allCases {
      let scripts = name.isDown ? \Entry.down : \Entry.up
      if let other = entry[keyPath: scripts][dialect] {
        // Two names for one version are told apart below.
        if entry.names.count == 1 {
          report(
            .ambiguousVariant, file: file,
            "\(dialect.rawValue) would have to run both this and \(other.file)")
        }
        continue
      }
      var found: [MigrationFileProblem] = []
      entry[keyPath: scripts][dialect] = MigrationScript(
        file: file, contents: contents, dialect: dialect, stream: stream, problems: &found)
      // A shared file is read once for each engine, and is wrong only once.
      problems += found.filter { !problems.contains($0) }
    }
    entries[name.version] = entry
  }

  mutating func finish() -> ([Migration], [MigrationFileProblem]) {
    checkVersions()
    let migrations = entries.sorted { $0.key < $1.key }.compactMap { version, entry in
      migration(version, entry)
    }
    return (migrations, problems)
  }

  private mutating func checkVersions() {
    for (version, entry) in entries.sorted(by: { $0.key < $1.key }) where entry.names.count > 1 {
      report(
        .duplicateVersion, file: entry.names.values.max(),
        "version \(MigrationFileName.digits(version)) has several names: "
          + entry.names.keys.sorted().joined(separator: ", "))
    }
    let versions = entries.filter(\.value.hasForwardFile).keys
    var previous = 0
    for version in versions.sorted() {
      let missing = previous + 1..<version
      previous = version
      guard let first = missing.first, let last = missing.last else { continue }
      let names = [first, last].map(MigrationFileName.digits)
      report(
        .versionGap,
        (first == last ? "version \(names[0]) is" : "versions \(names[0]) to \(names[1]) are")
          + " missing before \(MigrationFileName.digits(version))")
    }
  }

  private mutating func migration(_ version: Int, _ entry: Entry) -> Migration? {
    guard let name = entry.names.keys.min() else { return nil }
    guard entry.hasForwardFile else {
      report(
        .orphanDown, file: entry.names.values.min(),
        "it undoes version \(MigrationFileName.digits(version)), which has no forward file")
      return nil
    }
    do {
      let id = MigrationID(stream: stream, version: version, name: name)
      return try Migration(id: id, up: entry.up, down: entry.down)
    } catch {
      report(
        .missingVariant, file: entry.up.values.first?.file,
        "there is no \(MigrationFileName.digits(version))_\(name).\(error.dialect.rawValue).sql "
          + "and no shared file for \(error.dialect.rawValue)")
      return nil
    }
  }

  private mutating func report(
    _ kind: MigrationFileProblem.Kind, file: String? = nil, _ message: String
  ) {
    problems.append(MigrationFileProblem(kind, stream: stream, file: file, message))
  }
}
