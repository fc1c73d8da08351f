import Testing

/// What may depend on what. The manifests say it too; this is the table to read.
@Suite struct ImportTests {
  /// The packages, each with those it may use.
  static let packages: [String: Set<String>] = [
    "Kernel": [],
    "Web": ["Kernel"],
    "Storage": ["Kernel", "Web"],
    "Platform": ["Kernel", "Web", "Storage"],
  ]

  /// The packages that every context may use.
  static let foundation: Set<String> = ["Kernel", "Web", "Storage", "Platform"]

  /// Modules of the system that are kept out of the parts named, and why.
  static let kept: [(module: String, outOf: @Sendable (SourceFile) -> Bool, instead: String)] = [
    (
      "Foundation",
      {
        // Plugins run in SwiftPM, which hands them Foundation's URLs.
        !$0.isTest && !$0.path.hasPrefix("Apps/") && !$0.target.hasSuffix("Testing")
          && !$0.path.contains("/Plugins/")
      },
      "Foundation costs 25 MB and the hot paths' time; use Kernel, JSON or Glibc"
    ),
    ("XCTest", { _ in true }, "use Swift Testing"),
    ("Dispatch", { !$0.isTest }, "use EventLoop or BlockingPool"),
  ]

  static let packageOfTarget: [String: String] = Dictionary(
    SourceTree.folders(in: "Modules").flatMap { package in
      SourceTree.folders(in: "Modules/\(package)/Sources").map { ($0, package) }
    }, uniquingKeysWith: { first, _ in first })

  static func package(of file: SourceFile) -> String? {
    let parts = file.path.split(separator: "/")
    return parts.first == "Modules" ? String(parts[1]) : nil
  }

  @Test("A package uses only the packages below it, and no context another context")
  func table() {
    for file in SourceTree.files {
      guard let package = Self.package(of: file) else { continue }
      let allowed = (Self.packages[package] ?? Self.foundation).union([package])
      for name in file.imports {
        guard let used = Self.packageOfTarget[name] else { continue }
        #expect(allowed.contains(used), "\(file.path) imports \(name) of \(used)")
      }
    }
  }

  @Test("The programs know the contexts by one file alone")
  func programs() {
    for file in SourceTree.files
    where file.path.hasPrefix("Apps/") && file.path != "Apps/Composition/Contexts.swift" {
      for name in file.imports {
        guard let package = Self.packageOfTarget[name] else { continue }
        #expect(Self.foundation.contains(package), "\(file.path) imports \(name) of \(package)")
      }
    }
  }

  /// What may import `Storage` besides `…SQL`: what opens databases, copies them whole, or hands
  /// them to adapters.
  static let storageUsers: Set<String> = [
    "Backup", "Composition", "ContextKit", "Databases", "LedgerCommands", "migrate",
  ]

  /// What may name an engine: what opens databases.
  static let engineUsers: Set<String> = [
    "Backup", "Databases", "migrate",
  ]

  @Test("Rows are kept by …SQL alone: nothing else imports Storage, and few open a database")
  func storage() {
    for file in SourceTree.files
    where !file.isTest && !file.target.hasSuffix("Testing") && Self.package(of: file) != "Storage" {
      for name in file.imports {
        switch name {
        case "Storage":
          #expect(
            file.target.hasSuffix("SQL") || Self.storageUsers.contains(file.target),
            "\(file.path) imports Storage")
        case "StoragePostgres", "StorageSQLite":
          #expect(Self.engineUsers.contains(file.target), "\(file.path) imports \(name)")
        default: break
        }
      }
    }
  }

  @Test("Only adapters import engines, and no program links test fixtures")
  func adapters() {
    for file in SourceTree.files where !file.isTest {
      for name in file.imports where name.hasSuffix("Testing") && name != "Testing" {
        #expect(file.target.hasSuffix("Testing"), "\(file.path) imports \(name)")
      }
      for name in file.imports where ["CPostgres", "CSQLite"].contains(name) {
        #expect(
          ["StoragePostgres", "StorageSQLite", "StorageTesting"].contains(file.target),
          "\(file.path) imports \(name)")
      }
    }
  }

  @Test("Modules that are kept out stay out")
  func system() {
    for file in SourceTree.files {
      for rule in Self.kept where rule.outOf(file) && file.imports.contains(rule.module) {
        Issue.record("\(file.path) imports \(rule.module): \(rule.instead)")
      }
    }
  }
}
