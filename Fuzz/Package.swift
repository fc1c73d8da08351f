// swift-tools-version: 6.3
import PackageDescription

// What looks for inputs our parsers do wrong on. Apart from the rest, because the program is built
// with flags of its own: see Scripts/fuzz and README.md. The targets are a library without any, so
// that Tests/FuzzTests can feed them what was found before.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// What is fed.
let parsers: [Target.Dependency] = [
  .product(name: "JSON", package: "Kernel"),
  .product(name: "Crypto", package: "Kernel"),
  .product(name: "HTTP", package: "Web"),
  .product(name: "Router", package: "Web"),
  .product(name: "OpenAPI", package: "Web"),
  .product(name: "WebSocket", package: "Web"),
  .product(name: "Storage", package: "Storage"),
  .product(name: "Migrations", package: "Storage"),
  .product(name: "Configuration", package: "Platform"),
]

let package = Package(
  name: "Fuzz",
  // No program: the root would build it with its own, for release too, where nothing is @testable.
  products: [.library(name: "FuzzTargets", targets: ["FuzzTargets", "FuzzSupport"])],
  dependencies: ["Kernel", "Web", "Storage", "Platform"].map { .package(path: "../Modules/\($0)") },
  targets: [
    .target(name: "FuzzSupport", swiftSettings: settings),
    .target(
      name: "FuzzTargets", dependencies: ["FuzzSupport"] + parsers, swiftSettings: settings),

    // libFuzzer's own entry. The library itself comes with the compiler.
    .systemLibrary(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzzer", "FuzzTargets"], swiftSettings: settings),
  ]
)
