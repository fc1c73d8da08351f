// swift-tools-version: 6.3
import PackageDescription

// A program that fills a database as years of use would, for `Scripts/bench` with `--growth`,
// `--crowd` or `--fleet`. A package of its own, so that Atrium's own build knows nothing of it.
let package = Package(
  name: "Fill",
  dependencies: ["Kernel", "Web", "Storage", "Platform", "Ajo", "Fleet"].map {
    .package(path: "../../Modules/\($0)")
  },
  targets: [
    .executableTarget(
      name: "fill",
      dependencies: [
        .product(name: "Kernel", package: "Kernel"), .product(name: "Crypto", package: "Kernel"),
        .product(name: "EventLoop", package: "Web"),
        .product(name: "Storage", package: "Storage"),
        .product(name: "StoragePostgres", package: "Storage"),
        .product(name: "StorageSQLite", package: "Storage"),
        .product(name: "Ledger", package: "Platform"),
        .product(name: "PlatformSQL", package: "Platform"), .product(name: "Ajo", package: "Ajo"),
        .product(name: "Fleet", package: "Fleet"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ])
  ])
