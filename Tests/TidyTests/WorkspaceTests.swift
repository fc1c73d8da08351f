import Testing

/// What must be in the right place for the workspace to hold together.
@Suite struct WorkspaceTests {
  @Test("The root manifest declares every module's test targets")
  func rootRunsEverySuite() throws {
    let manifest = try SourceTree.text("Package.swift")
    for package in SourceTree.folders(in: "Modules") {
      for suite in SourceTree.folders(in: "Modules/\(package)/Tests") {
        #expect(
          manifest.contains("\"\(suite)\""),
          "Package.swift does not run \(suite) of Modules/\(package)")
      }
    }
    for suite in SourceTree.folders(in: "Tests") {
      #expect(manifest.contains("\"\(suite)\""), "Package.swift does not run \(suite)")
    }
  }

  @Test("The root manifest links to each suite and program what it imports, and no more")
  func rootDependencies() throws {
    let manifest = try SourceTree.text("Package.swift")
    var checked = 0
    for list in manifest.matches(of: /"(\w+Tests)": \[([^\]]*)\]/) {
      let files = SourceTree.files.filter { $0.isTest && $0.target == String(list.1) }
      Self.compare(list.2, with: files, of: list.1)
      checked += 1
    }
    let suites = SourceTree.folders(in: "Modules").flatMap {
      SourceTree.folders(in: "Modules/\($0)/Tests")
    }
    #expect(checked == suites.count)
    for list in manifest.matches(of: /libraries\(\[([^\]]*)\]\),\s*path: "Apps\/(\w+)"/) {
      // A context joins the programs by being a module: `contexts` in the manifest.
      let files = SourceTree.files.filter {
        $0.path.hasPrefix("Apps/\(list.2)/") && $0.path != "Apps/Composition/Contexts.swift"
      }
      Self.compare(list.1, with: files, of: list.2)
    }
  }

  private static func compare(
    _ list: Substring, with files: [SourceFile], of target: Substring
  ) {
    let listed = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
    let imported = Set(files.flatMap(\.imports)).filter { ImportTests.packageOfTarget[$0] != nil }
    #expect(
      listed.subtracting(imported).isEmpty,
      "Package.swift links what \(target) does not import: \(listed.subtracting(imported))")
    #expect(
      imported.subtracting(listed).isEmpty,
      "Package.swift does not link to \(target): \(imported.subtracting(listed))")
  }

  @Test("Each module's own manifest declares its test targets")
  func modulesRunTheirSuites() throws {
    for package in SourceTree.folders(in: "Modules") {
      let manifest = try SourceTree.text("Modules/\(package)/Package.swift")
      for suite in SourceTree.folders(in: "Modules/\(package)/Tests") {
        #expect(
          manifest.contains("\"\(suite)\""), "Modules/\(package) does not run \(suite)")
      }
    }
  }

  /// Every manifest that the programs, the tests and new contexts are built by.
  static let manifests =
    [
      "Package.swift", "Fuzz/Package.swift",
      "Scripts/templates/context/Modules/Example/Package.swift",
    ]
    + SourceTree.folders(in: "Modules").map { "Modules/\($0)/Package.swift" }

  @Test("Every manifest treats warnings as errors, in every target, and by the same settings")
  func strictness() throws {
    let settings = """
      let settings: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
      ]

      """
    for path in Self.manifests {
      let manifest = try SourceTree.text(path)
      #expect(manifest.contains(settings), "\(path) has other settings")
      for target in Self.targets(in: manifest) where !target.contains("swiftSettings: settings") {
        Issue.record("\(path) has a target without the settings: \(target.prefix(60))")
      }
      #expect(!manifest.contains("url:"), "\(path) needs the network")
    }
  }

  /// The declarations of Swift targets in a manifest, each up to the parenthesis that closes it.
  private static func targets(in manifest: String) -> [Substring] {
    manifest.matches(of: /\.(?:target|testTarget|executableTarget)\(/).map { match in
      var depth = 1
      let end = manifest[match.range.upperBound...].firstIndex { character in
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        return depth == 0
      }
      return manifest[match.range.lowerBound..<(end ?? manifest.endIndex)]
    }
  }

  @Test("Every fuzz target is in the list, and has inputs to begin with")
  func fuzzTargets() throws {
    let list = try SourceTree.text("Fuzz/Sources/FuzzTargets/FuzzTarget.swift")
    let targets = SourceTree.folders(in: "Fuzz/Sources/FuzzTargets")
    #expect(targets == SourceTree.folders(in: "Fuzz/Corpus"))
    for target in targets { #expect(list.contains("FuzzTarget(\"\(target)\", "), "\(target)") }
  }

  @Test("The release stands in one file, and the changelog begins with it")
  func release() throws {
    let home = "Modules/Kernel/Sources/Kernel/Release.swift"
    let version = try #require(
      try SourceTree.text(home).firstMatch(of: /version = "([0-9]+\.[0-9]+\.[0-9]+)"/)?.1)
    for file in SourceTree.files where file.path != home && !file.isTest {
      let line = file.lines.first { $0.contains("\"\(version)\"") }
      #expect(line == nil, "\(file.path) says \(version) too; use Release.version")
    }
    let heading = try SourceTree.text("CHANGELOG.md").split(separator: "\n").first {
      $0.hasPrefix("## ")
    }
    #expect(heading?.hasPrefix("## \(version)") == true)
  }
}
