import Foundation

/// One Swift file of the project.
struct SourceFile {
  /// Its path from the project's root.
  let path: String
  let lines: [String]

  /// The folder that it lies in.
  var folder: String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// The target it belongs to: the folder below `Sources`, `Tests` or `Apps`.
  var target: String {
    let parts = path.split(separator: "/").map(String.init)
    let anchors = ["Sources", "Tests", "Apps"]
    guard let index = parts.lastIndex(where: anchors.contains), index + 1 < parts.count else {
      return ""
    }
    return parts[index + 1]
  }

  /// Fuzz targets are tests that somebody else finds the input for.
  var isTest: Bool { path.contains("Tests/") || path.hasPrefix("Fuzz/") }

  /// Its lines with their numbers, from 1, but for those that are comments.
  var code: [(number: Int, line: String)] {
    lines.enumerated().map { ($0.offset + 1, $0.element) }.filter { _, line in
      !line.drop { $0 == " " }.hasPrefix("//")
    }
  }

  /// The modules it imports.
  var imports: [String] {
    lines.compactMap { line in
      var words = line.split(separator: " ").map(String.init)
      while let first = words.first, Self.importModifiers.contains(first) { words.removeFirst() }
      guard words.count >= 2, words[0] == "import" else { return nil }
      let kinds = ["struct", "class", "enum", "protocol", "func", "var", "typealias"]
      let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      return name.split(separator: ".").first.map(String.init)
    }
  }

  private static let importModifiers = [
    "public", "internal", "private", "fileprivate", "package", "@testable", "@_exported",
    "@preconcurrency",
  ]
}

/// The project as it stands in the checkout.
enum SourceTree {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file of modules, programs and tests.
  static let files: [SourceFile] = ["Modules", "Apps", "Tests", "Fuzz"].flatMap {
    swiftFiles(below: $0)
  }

  /// The contexts: the modules that join the programs by a part for the web.
  static let contexts: Set<String> = Set(
    folders(in: "Modules").filter { exists("Modules/\($0)/Sources/\($0)Web") })

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  static func folders(in path: String) -> [String] {
    let url = root.appending(path: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.sorted().filter { name in
      var isFolder: ObjCBool = false
      let path = url.appending(path: name).path
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && isFolder.boolValue && !name.hasPrefix(".")
    }
  }

  private static func swiftFiles(below path: String) -> [SourceFile] {
    let prefix = root.path.hasSuffix("/") ? root.path : root.path + "/"
    guard let walk = FileManager.default.enumerator(atPath: root.appending(path: path).path) else {
      return []
    }
    return walk.compactMap { $0 as? String }
      .filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }
      .sorted()
      .compactMap { name in
        let full = prefix + path + "/" + name
        guard let text = try? String(contentsOfFile: full, encoding: .utf8) else { return nil }
        return SourceFile(
          path: path + "/" + name,
          lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      }
  }
}
