// swift-tools-version: 6.3
import PackageDescription

// Programs that look for inputs our parsers do wrong on. Apart from the rest, because they are
// built with flags of their own: see Scripts/fuzz and README.md.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The targets by the names that Scripts/fuzz knows them by, each with what it feeds.
let fuzzed: [(name: String, libraries: [(name: String, package: String)])] = [
  ("http", [("HTTP", "Web")]),
  ("chunked", [("HTTP", "Web")]),
  ("multipart", [("HTTP", "Web")]),
  ("websocket", [("WebSocket", "Web")]),
  ("cookies", [("HTTP", "Web")]),
  ("url", [("Router", "Web")]),
  ("fields", [("Router", "Web"), ("HTTP", "Web")]),
  ("json", [("JSON", "Kernel")]),
  ("toml", [("Configuration", "Platform")]),
  ("sql", [("Migrations", "Storage"), ("Storage", "Storage")]),
]

let package = Package(
  name: "Fuzz",
  dependencies: ["Kernel", "Web", "Storage", "Platform"].map { .package(path: "../Modules/\($0)") },
  targets: [
    // libFuzzer's own entry. The library itself comes with the compiler.
    .systemLibrary(name: "CFuzzer"),
    .target(name: "FuzzSupport", dependencies: ["CFuzzer"], swiftSettings: settings),
  ]
    + fuzzed.map { target in
      .executableTarget(
        name: "fuzz-\(target.name)",
        dependencies: ["FuzzSupport"]
          + target.libraries.map { .product(name: $0.name, package: $0.package) },
        path: "Sources/\(target.name)", swiftSettings: settings)
    }
)
