// swift-tools-version: 6.3
import PackageDescription

// A program that measures units of work and jobs on a database, for `Scripts/bench`. A package of
// its own, so that Atrium's own build knows nothing of it.
let package = Package(
  name: "WorkBench",
  dependencies: ["Kernel", "Web", "Storage", "Platform"].map {
    .package(path: "../../Modules/\($0)")
  },
  targets: [
    .executableTarget(
      name: "work",
      dependencies: [
        .product(name: "Kernel", package: "Kernel"), .product(name: "EventLoop", package: "Web"),
        .product(name: "Storage", package: "Storage"),
        .product(name: "StoragePostgres", package: "Storage"),
        .product(name: "StorageSQLite", package: "Storage"),
        .product(name: "Console", package: "Platform"),
        .product(name: "Ledger", package: "Platform"),
        .product(name: "Work", package: "Platform"), .product(name: "Jobs", package: "Platform"),
        .product(name: "Observability", package: "Platform"),
        .product(name: "PlatformSQL", package: "Platform"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ])
  ])
