// swift-tools-version: 6.3

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "Storage",
  products: [
    .library(name: "Storage", targets: ["Storage"]),
    .library(name: "CSQLite", targets: ["CSQLite"]),
    .library(name: "StorageSQLite", targets: ["StorageSQLite"]),
    .library(name: "Migrations", targets: ["Migrations"]),
    .plugin(name: "EmbedSchemas", targets: ["EmbedSchemas"]),
  ],
  dependencies: [
    .package(path: "../Kernel")
  ],
  targets: [
    .target(
      name: "Storage",
      dependencies: [.product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings
    ),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "StorageSQLite",
      dependencies: ["Storage", "CSQLite", .product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Storage", .product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings
    ),
    .target(
      name: "Migrations",
      dependencies: [
        "Storage",
        .product(name: "Kernel", package: "Kernel"),
        .product(name: "Crypto", package: "Kernel"),
      ],
      swiftSettings: settings
    ),
    .executableTarget(name: "embed-schemas", swiftSettings: settings),
    .plugin(name: "EmbedSchemas", capability: .buildTool(), dependencies: ["embed-schemas"]),
    .testTarget(
      name: "MigrationsTests",
      dependencies: ["Migrations", "Storage", .product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StorageSQLiteTests",
      dependencies: ["Storage", "StorageSQLite", .product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings
    ),
  ]
)
