// swift-tools-version: 6.3
import PackageDescription

// A program that walks one short path of Atrium as often as it is told, for
// `Scripts/bench --check`. A package of its own, so that Atrium's own build knows nothing of it.
let package = Package(
  name: "Instructions",
  dependencies: ["Kernel", "Web", "Storage", "Platform"].map {
    .package(path: "../../Modules/\($0)")
  },
  targets: [
    .executableTarget(
      name: "instructions",
      dependencies: [
        .product(name: "Kernel", package: "Kernel"), .product(name: "JSON", package: "Kernel"),
        .product(name: "HTTP", package: "Web"), .product(name: "Router", package: "Web"),
        .product(name: "Storage", package: "Storage"),
        .product(name: "CPostgres", package: "Storage"),
        .product(name: "StoragePostgres", package: "Storage"),
        .product(name: "StorageSQLite", package: "Storage"),
        .product(name: "Ledger", package: "Platform"),
        .product(name: "PlatformSQL", package: "Platform"),
        .product(name: "Migrations", package: "Storage"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ])
  ])
