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

  @Test("Every manifest treats warnings as errors in every target")
  func strictness() throws {
    let manifests =
      ["Package.swift", "Fuzz/Package.swift"]
      + SourceTree.folders(in: "Modules").map { "Modules/\($0)/Package.swift" }
    for path in manifests {
      let manifest = try SourceTree.text(path)
      for setting in [
        "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility",
        ".treatAllWarnings(as: .error)",
      ] {
        #expect(manifest.contains(setting), "\(path) lacks \(setting)")
      }
      #expect(!manifest.contains("url:"), "\(path) needs the network")
    }
  }

  @Test("Every fuzz target is in the list, and has inputs to begin with")
  func fuzzTargets() throws {
    let list = try SourceTree.text("Fuzz/Sources/FuzzTargets/FuzzTarget.swift")
    let targets = SourceTree.folders(in: "Fuzz/Sources/FuzzTargets")
    #expect(targets == SourceTree.folders(in: "Fuzz/Corpus"))
    for target in targets { #expect(list.contains("FuzzTarget(\"\(target)\", "), "\(target)") }
  }
}
