// swift-tools-version: 6.3
import PackageDescription

// The whole of Atrium: three programs over the modules, and every module's test suites, so that
// one `swift test` runs them all. What may depend on what is each module's own manifest's matter.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// The modules, each with the libraries it offers and the suites that test it.
let modules: [(name: String, libraries: [String], suites: [String])] = [
  (
    "Kernel", ["Kernel", "JSON", "Crypto", "COpenSSL", "KernelTesting"],
    ["KernelTests", "JSONTests", "CryptoTests"]
  ),
  (
    "Web",
    ["CLinux", "CZlib", "EventLoop", "HTTP", "Router", "OpenAPI", "WebSocket", "WebTesting"],
    ["EventLoopTests", "HTTPTests", "RouterTests", "OpenAPITests", "WebSocketTests"]
  ),
  (
    "Storage",
    [
      "Storage", "CSQLite", "StorageSQLite", "CPostgres", "StoragePostgres", "Migrations",
      "MigrateCommand", "StorageTesting",
    ],
    [
      "StorageTests", "StorageSQLiteTests", "StoragePostgresTests", "StorageConformanceTests",
      "MigrationsTests",
    ]
  ),
  (
    "Platform",
    [
      "Ports", "ContextKit", "Console", "Ledger", "LedgerTesting", "LedgerCommands", "Work",
      "WorkTesting", "PlatformSQL", "Backup",
      "Configuration", "Observability", "Curl", "Mail", "Realtime", "QRCode",
    ],
    [
      "BackupTests", "ConsoleTests", "ContextKitTests", "ConfigurationTests", "MailTests",
      "ObservabilityTests",
      "LedgerTests", "LedgerContractTests", "WorkContractTests", "PlatformContractTests",
      "RateLimitContractTests",
      "RealtimeTests", "QRCodeTests",
    ]
  ),
  (
    "Auth", ["Auth", "AuthSQL", "AuthProviders", "AuthWeb", "AuthTesting"],
    ["AuthTests", "AuthProvidersTests", "AuthContractTests", "AuthWebTests"]
  ),
  ("Ajo", ["Ajo", "AjoWeb", "AjoTesting"], ["AjoContractTests", "AjoWebTests"]),
]

let libraries: [Target.Dependency] = modules.flatMap { module in
  module.libraries.map { .product(name: $0, package: module.name) }
}

let suites: [Target] = modules.flatMap { module in
  module.suites.map { suite in
    .testTarget(
      name: suite, dependencies: libraries, path: "Modules/\(module.name)/Tests/\(suite)",
      swiftSettings: settings)
  }
}

func product(_ name: String, _ module: String) -> Target.Dependency {
  .product(name: name, package: module)
}

let package = Package(
  name: "Atrium",
  products: [
    .executable(name: "atrium-server", targets: ["atrium-server"]),
    .executable(name: "atrium", targets: ["atrium"]),
    .executable(name: "atrium-migrate", targets: ["atrium-migrate"]),
  ],
  dependencies: modules.map { .package(path: "Modules/\($0.name)") } + [.package(path: "Fuzz")],
  targets: [
    // What the programs share: the list of contexts, and how they are put together.
    .target(
      name: "Composition",
      dependencies: [
        product("Kernel", "Kernel"), product("EventLoop", "Web"), product("Router", "Web"),
        product("Storage", "Storage"), product("StorageSQLite", "Storage"),
        product("StoragePostgres", "Storage"), product("Migrations", "Storage"),
        product("Ports", "Platform"), product("ContextKit", "Platform"),
        product("Console", "Platform"), product("Configuration", "Platform"),
        product("Observability", "Platform"), product("PlatformSQL", "Platform"),
        product("Mail", "Platform"), product("Realtime", "Platform"), product("HTTP", "Web"),
        product("AuthWeb", "Auth"),
        product("AjoWeb", "Ajo"),
      ],
      path: "Apps/Composition", swiftSettings: settings),
    .executableTarget(
      name: "atrium-server",
      dependencies: [
        "Composition", product("Kernel", "Kernel"), product("JSON", "Kernel"),
        product("CLinux", "Web"), product("EventLoop", "Web"), product("HTTP", "Web"),
        product("Router", "Web"),
        product("OpenAPI", "Web"), product("Storage", "Storage"),
        product("Configuration", "Platform"), product("ContextKit", "Platform"),
        product("Observability", "Platform"),
      ],
      path: "Apps/server", swiftSettings: settings),
    .executableTarget(
      name: "atrium",
      dependencies: [
        "Composition", product("Kernel", "Kernel"), product("EventLoop", "Web"),
        product("Storage", "Storage"), product("Backup", "Platform"),
        product("PlatformSQL", "Platform"), product("Console", "Platform"),
        product("LedgerCommands", "Platform"),
        product("Configuration", "Platform"), product("ContextKit", "Platform"),
      ],
      path: "Apps/cli", swiftSettings: settings),
    .executableTarget(
      name: "atrium-migrate",
      dependencies: [
        "Composition", product("Kernel", "Kernel"), product("EventLoop", "Web"),
        product("Storage", "Storage"), product("StorageSQLite", "Storage"),
        product("StoragePostgres", "Storage"),
        product("MigrateCommand", "Storage"), product("Migrations", "Storage"),
        product("Configuration", "Platform"),
      ],
      path: "Apps/migrate", swiftSettings: settings),

    .testTarget(name: "TidyTests", path: "Tests/TidyTests", swiftSettings: settings),
    .testTarget(
      name: "FuzzTests", dependencies: [product("FuzzTargets", "Fuzz")], swiftSettings: settings),
    .testTarget(name: "ScaffoldTests", path: "Tests/ScaffoldTests", swiftSettings: settings),
    .testTarget(
      name: "ServerTests",
      dependencies: ["atrium-server", "atrium", "atrium-migrate"] + libraries,
      swiftSettings: settings),
  ] + suites
)
