// swift-tools-version: 6.3

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "Storage",
  products: [
    .library(name: "Storage", targets: ["Storage"]),
    .library(name: "CSQLite", targets: ["CSQLite"]),
    .library(name: "StorageSQLite", targets: ["StorageSQLite"]),
    .library(name: "CPostgres", targets: ["CPostgres"]),
    .library(name: "StoragePostgres", targets: ["StoragePostgres"]),
    .library(name: "StorageTesting", targets: ["StorageTesting"]),
    .library(name: "Migrations", targets: ["Migrations"]),
    .library(name: "MigrateCommand", targets: ["MigrateCommand"]),
    .plugin(name: "EmbedSchemas", targets: ["EmbedSchemas"]),
  ],
  dependencies: [
    .package(path: "../Kernel"),
    .package(path: "../Web"),
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
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(
      name: "StoragePostgres",
      dependencies: [
        "Storage", "CPostgres",
        .product(name: "Kernel", package: "Kernel"),
        .product(name: "EventLoop", package: "Web"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StoragePostgresTests",
      dependencies: [
        "Storage", "StoragePostgres", "StorageTesting",
        .product(name: "Kernel", package: "Kernel"),
        .product(name: "EventLoop", package: "Web"),
      ],
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
    .target(
      name: "MigrateCommand",
      dependencies: [
        "Migrations", "Storage",
        .product(name: "Kernel", package: "Kernel"),
        .product(name: "JSON", package: "Kernel"),
      ],
      swiftSettings: settings
    ),
    .executableTarget(name: "embed-schemas", swiftSettings: settings),
    .plugin(name: "EmbedSchemas", capability: .buildTool(), dependencies: ["embed-schemas"]),
    .testTarget(
      name: "MigrationsTests",
      dependencies: [
        "Migrations", "MigrateCommand", "Storage", "StorageSQLite", "StorageTesting",
        .product(name: "Kernel", package: "Kernel"),
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "JSON", package: "Kernel"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StorageSQLiteTests",
      dependencies: [
        "Storage", "CSQLite", "StorageSQLite", "StorageTesting",
        .product(name: "Kernel", package: "Kernel"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "StorageTesting",
      dependencies: [
        "Storage", "StorageSQLite", "StoragePostgres", "Migrations",
        .product(name: "EventLoop", package: "Web"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StorageConformanceTests",
      dependencies: [
        "Storage", "StorageTesting", "Migrations",
        .product(name: "Kernel", package: "Kernel"),
      ],
      swiftSettings: settings
    ),
  ]
)
