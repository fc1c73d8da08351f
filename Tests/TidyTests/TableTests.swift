import Foundation
import Testing

/// Who may name which tables, and write SQL how.
@Suite struct TableTests {
  /// The folders of `Schemas`, each with what the names of its tables begin with.
  static let prefixes: [String: [String]] = Dictionary(
    uniqueKeysWithValues: SourceTree.folders(in: "Schemas").map { folder in
      (folder, folder == "Platform" ? ["platform_", "ledger_"] : ["\(folder.lowercased())_"])
    })

  /// The scripts of a folder of `Schemas`, each with its path.
  static func scripts(of folder: String) throws -> [(path: String, text: String)] {
    try FileManager.default
      .contentsOfDirectory(atPath: SourceTree.root.appending(path: "Schemas/\(folder)").path)
      .filter { $0.hasSuffix(".sql") }.sorted()
      .map { ("Schemas/\(folder)/\($0)", try SourceTree.text("Schemas/\(folder)/\($0)")) }
  }

  /// Every table that a script creates, with the folder of the script.
  static func owners() throws -> [String: String] {
    var owners: [String: String] = [:]
    for folder in prefixes.keys {
      for script in try scripts(of: folder) {
        for match in script.text.matches(of: /CREATE TABLE (?:IF NOT EXISTS )?(\w+)/) {
          owners[String(match.1)] = folder
        }
      }
    }
    return owners
  }

  @Test("A context's tables are called after it")
  func names() throws {
    for (table, folder) in try Self.owners() {
      #expect(
        Self.prefixes[folder, default: []].contains(where: table.hasPrefix),
        "Schemas/\(folder) creates \(table)")
    }
  }

  @Test("A context's schema names no table of another: no foreign key, no trigger across")
  func schemas() throws {
    let owners = try Self.owners()
    for folder in Self.prefixes.keys {
      for script in try Self.scripts(of: folder) {
        for (number, line) in lines(of: script.text) {
          for word in line.matches(of: /\w+/) {
            guard let owner = owners[String(word.output)] else { continue }
            #expect(owner == folder, "\(script.path):\(number) names \(word.output) of \(owner)")
          }
        }
      }
    }
  }

  @Test("Statements name the tables of their own context: no join across, and none in a program")
  func statements() throws {
    let owners = try Self.owners()
    try #require(owners.count > 20)
    let beginnings = Self.prefixes.values.flatMap { $0 }
    for file in SourceTree.files where !file.isTest && !file.target.hasSuffix("Testing") {
      let module = ImportTests.package(of: file)
      for (number, line) in file.code where beginnings.contains(where: line.contains) {
        for word in line.matches(of: /[a-z]+_\w+/) {
          guard let owner = owners[String(word.output)] else { continue }
          #expect(owner == module, "\(file.path):\(number) names \(word.output) of \(owner)")
          if owner == "Platform" {
            #expect(
              file.target == "PlatformSQL",
              "\(file.path):\(number) names \(word.output), which PlatformSQL alone reads")
          }
        }
      }
    }
  }

  /// What hands text to a database as it stands, and where the text comes from.
  static let verbatim: Set<String> = [
    // The names of tables, quoted, as the schema lists them.
    "Modules/Platform/Sources/Backup/Census.swift",
    // The schema that the migrations are kept in, quoted.
    "Modules/Storage/Sources/Migrations/Runner/MigrationSession.swift",
    // LISTEN takes no parameter; the name of the channel is quoted.
    "Modules/Storage/Sources/StoragePostgres/Pipelines/Notifications.swift",
  ]

  @Test("SQL is never put together from strings, but where it is listed")
  func strings() {
    for file in SourceTree.files
    where !file.isTest && !file.target.hasSuffix("Testing") && !Self.verbatim.contains(file.path) {
      for (number, line) in file.code
      where line.contains("verbatim:") && !line.contains("init(verbatim") {
        Issue.record("\(file.path):\(number) has SQL(verbatim:): let the interpolation bind")
      }
    }
  }

  @Test("A database has one ledger: contexts get theirs, and make none")
  func ledgers() {
    for file in SourceTree.files
    where !file.isTest && !file.target.hasSuffix("Testing")
      && !["ContextKit", "PlatformSQL"].contains(file.target)
    {
      for (number, line) in file.code where line.contains("SQLLedger(") {
        Issue.record("\(file.path):\(number) makes a ledger: take the environment's")
      }
    }
  }

  private func lines(of script: String) -> [(number: Int, line: Substring)] {
    script.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      (
        $0.offset + 1,
        $0.element.prefix(
          upTo: $0.element.range(of: "--")?.lowerBound
            ?? $0.element.endIndex)
      )
    }
  }
}
