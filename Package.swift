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

/// A module: the libraries that it offers, and each suite that tests it with the libraries that the
/// suite imports. `Tests/TidyTests` compares.
struct Module {
  let name: String
  let libraries: [String]
  let suites: KeyValuePairs<String, [String]>
}

let modules = [
  Module(
    name: "Kernel",
    libraries: [
      "Kernel", "JSON", "Crypto", "COpenSSL", "KernelTesting",
    ],
    suites: [
      "KernelTests": ["Kernel", "KernelTesting"],
      "JSONTests": ["JSON", "Kernel"],
      "CryptoTests": ["Crypto"],
    ]),
  Module(
    name: "Web",
    libraries: [
      "CLinux", "CZlib", "EventLoop", "HTTP", "Router", "OpenAPI", "WebSocket", "WebTesting",
    ],
    suites: [
      "EventLoopTests": ["EventLoop"],
      "HTTPTests": ["CLinux", "EventLoop", "HTTP", "WebTesting"],
      "RouterTests": ["Crypto", "HTTP", "JSON", "Kernel", "KernelTesting", "Router"],
      "OpenAPITests": ["CZlib", "HTTP", "JSON", "Kernel", "KernelTesting", "OpenAPI", "Router"],
      "WebSocketTests": ["EventLoop", "HTTP", "WebSocket", "WebTesting"],
    ]),
  Module(
    name: "Storage",
    libraries: [
      "Storage", "CSQLite", "StorageSQLite", "CPostgres", "StoragePostgres", "Migrations",
      "MigrateCommand", "StorageTesting",
    ],
    suites: [
      "StorageTests": ["Kernel", "Storage"],
      "StorageSQLiteTests": ["CSQLite", "Storage", "StorageSQLite", "StorageTesting"],
      "StoragePostgresTests": [
        "EventLoop", "Kernel", "Storage", "StoragePostgres", "StorageTesting",
      ],
      "StorageConformanceTests": ["Kernel", "Migrations", "Storage", "StorageTesting"],
      "MigrationsTests": [
        "JSON", "Kernel", "KernelTesting", "MigrateCommand", "Migrations", "Storage",
        "StorageSQLite", "StorageTesting",
      ],
    ]),
  Module(
    name: "Platform",
    libraries: [
      "Ports", "ContextKit", "Console", "Ledger", "LedgerTesting", "LedgerCommands", "Work",
      "WorkTesting", "PlatformSQL", "Backup", "Databases", "Serving", "Configuration",
      "Observability", "Curl", "Mail",
      "Realtime", "QRCode", "Jobs", "Notifications", "Events", "Webhooks", "Payments",
      "PaymentProviders", "RuntimeSettings", "AdminResources", "PlatformWeb", "Documents", "Files",
    ],
    suites: [
      "BackupTests": [
        "Backup", "Console", "EventLoop", "Kernel", "KernelTesting", "Ledger", "LedgerTesting",
        "Migrations", "PlatformSQL", "Storage", "StoragePostgres", "StorageSQLite",
        "StorageTesting",
      ],
      "ConsoleTests": ["Console", "Kernel"],
      "ContextKitTests": [
        "Configuration", "ContextKit", "EventLoop", "HTTP", "Kernel", "Migrations", "Observability",
        "Ports", "Realtime", "Router", "Storage", "StorageTesting",
      ],
      "ConfigurationTests": ["Configuration"],
      "MailTests": ["Curl", "EventLoop", "Kernel", "Mail", "Ports"],
      "ObservabilityTests": ["JSON", "Kernel", "Observability"],
      "LedgerTests": ["Kernel", "KernelTesting", "Ledger"],
      "LedgerContractTests": [
        "Console", "Kernel", "KernelTesting", "Ledger", "LedgerCommands", "LedgerTesting",
        "Migrations", "PlatformSQL", "Ports", "Storage", "StorageTesting",
      ],
      "WorkContractTests": [
        "Jobs", "Kernel", "KernelTesting", "Ledger", "LedgerTesting", "PlatformSQL", "Ports",
        "Storage", "StorageTesting", "Work", "WorkTesting",
      ],
      "PlatformContractTests": [
        "Kernel", "KernelTesting", "PlatformSQL", "Ports", "Storage", "StorageTesting",
      ],
      "RateLimitContractTests": ["Kernel", "PlatformSQL", "Router", "Storage", "StorageTesting"],
      "RealtimeTests": [
        "EventLoop", "Events", "HTTP", "JSON", "Kernel", "KernelTesting", "Observability",
        "Realtime", "Router", "WebSocket",
      ],
      "QRCodeTests": ["QRCode"],
      "DocumentsTests": ["Documents", "EventLoop", "Kernel"],
      "FilesTests": ["Files", "Kernel"],
      "PaymentProviderTests": [
        "Crypto", "Curl", "EventLoop", "HTTP", "JSON", "Kernel", "KernelTesting", "Observability",
        "PaymentProviders", "Payments",
      ],
      "PaymentContractTests": [
        "Crypto", "Jobs", "Kernel", "KernelTesting", "LedgerTesting", "PaymentProviders",
        "Payments", "PlatformSQL", "Ports", "Storage", "StorageTesting", "Work", "WorkTesting",
      ],
      "CurlTests": ["Curl", "EventLoop", "HTTP", "Kernel", "KernelTesting", "Observability"],
      "WebhookTests": ["Events", "Kernel", "Webhooks"],
      "WebhookContractTests": [
        "Events", "Jobs", "Kernel", "KernelTesting", "LedgerTesting", "PlatformSQL", "Ports",
        "Storage", "StorageTesting", "Webhooks", "Work", "WorkTesting",
      ],
      "WebhookWebTests": [
        "Curl", "EventLoop", "Events", "HTTP", "JSON", "Kernel", "KernelTesting", "LedgerTesting",
        "Observability", "PlatformSQL", "PlatformWeb", "Ports", "Router", "StorageTesting",
        "WebTesting", "Webhooks", "WorkTesting",
      ],
      "EventContractTests": [
        "Events", "Kernel", "KernelTesting", "LedgerTesting", "PlatformSQL", "Storage",
        "StorageTesting", "Work", "WorkTesting",
      ],
      "ServingTests": ["HTTP", "Kernel", "KernelTesting", "Observability", "Serving"],
      "JobsTests": ["Jobs", "Kernel", "Work"],
      "JobContractTests": [
        "Jobs", "Kernel", "KernelTesting", "LedgerTesting", "Observability", "PlatformSQL", "Ports",
        "Storage", "StorageTesting", "Work", "WorkTesting",
      ],
      "NotificationContractTests": [
        "Kernel", "KernelTesting", "LedgerTesting", "Notifications", "PlatformSQL", "Storage",
        "StorageTesting",
        "Work", "WorkTesting",
      ],
      "AdminResourcesTests": ["AdminResources"],
      "RuntimeSettingsTests": ["JSON", "Kernel", "Observability", "RuntimeSettings"],
      "PlatformWebTests": [
        "AdminResources", "Configuration", "ContextKit", "Crypto", "Curl", "Documents",
        "EventLoop", "Events", "HTTP", "JSON", "Kernel", "KernelTesting", "Migrations",
        "Observability", "PaymentProviders", "Payments", "PlatformSQL", "PlatformWeb", "Ports",
        "Realtime", "Router",
        "RuntimeSettings", "Storage", "StorageTesting", "WebTesting",
      ],
    ]),
  Module(
    name: "Auth",
    libraries: [
      "Auth", "AuthSQL", "AuthProviders", "AuthWeb", "AuthTesting",
    ],
    suites: [
      "AuthTests": ["Auth", "Kernel", "KernelTesting", "Ports"],
      "AuthProvidersTests": [
        "Auth", "AuthProviders", "AuthTesting", "Crypto", "Kernel", "KernelTesting",
      ],
      "AuthContractTests": [
        "Auth", "AuthSQL", "AuthTesting", "Kernel", "KernelTesting", "Migrations", "PlatformSQL",
        "Ports", "Storage", "StorageTesting",
      ],
      "AuthWebTests": [
        "Auth", "AuthSQL", "AuthTesting", "AuthWeb", "Configuration", "Console", "ContextKit",
        "Crypto", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel", "KernelTesting", "Observability",
        "PlatformSQL", "Ports", "Realtime", "Router", "Storage", "StorageTesting",
      ],
    ]),
  Module(
    name: "Ajo",
    libraries: [
      "Ajo", "AjoSQL", "AjoProviders", "AjoWeb", "AjoTesting",
    ],
    suites: [
      "AjoProvidersTests": [
        "Ajo", "AjoProviders", "Crypto", "Curl", "EventLoop", "HTTP", "JSON", "Kernel",
        "KernelTesting", "Observability",
      ],
      "AjoContractTests": [
        "Ajo", "AjoSQL", "AjoTesting", "Events", "Jobs", "Kernel", "KernelTesting", "Ledger",
        "Payments", "PlatformSQL", "Ports", "Storage", "StorageTesting", "Work", "WorkTesting",
      ],
      "AjoSimulationTests": [
        "Ajo", "AjoSQL", "AjoTesting", "Events", "Jobs", "Kernel", "KernelTesting", "Ledger",
        "Payments", "PlatformSQL", "Ports", "Storage", "StorageTesting", "Work", "WorkTesting",
      ],
      "AjoWebTests": [
        "AdminResources", "Ajo", "AjoProviders", "AjoSQL", "AjoTesting", "AjoWeb", "ContextKit",
        "Crypto", "Curl", "Documents", "EventLoop", "HTTP", "JSON", "Jobs", "Kernel",
        "KernelTesting", "Observability", "Payments", "PlatformSQL", "Ports", "Router", "Storage",
        "StorageTesting", "WebTesting", "Work", "WorkTesting",
      ],
    ]),
  Module(
    name: "Fleet",
    libraries: [
      "Fleet", "FleetSQL", "FleetWeb", "FleetTesting",
    ],
    suites: [
      "FleetTests": ["Fleet", "Kernel"],
      "FleetContractTests": [
        "Events", "Fleet", "FleetSQL", "FleetTesting", "Kernel", "KernelTesting", "Ports",
        "Storage", "StorageTesting", "Work", "WorkTesting",
      ],
      "FleetWebTests": [
        "AdminResources", "Configuration", "ContextKit", "Documents", "EventLoop", "Events",
        "Fleet", "FleetSQL", "FleetTesting", "FleetWeb", "HTTP", "JSON", "Jobs", "Kernel",
        "KernelTesting", "Observability", "PlatformSQL", "Ports", "Realtime", "Router", "Serving",
        "Storage", "StorageTesting", "WebTesting", "WorkTesting",
      ],
    ]),
  Module(
    name: "Fitness",
    libraries: [
      "Fitness", "FitnessSQL", "FitnessProviders", "FitnessWeb", "FitnessTesting",
    ],
    suites: [
      "FitnessTests": ["Fitness", "Kernel", "KernelTesting"],
      "FitnessProvidersTests": ["Fitness", "FitnessProviders", "FitnessTesting", "Kernel"],
      "FitnessContractTests": [
        "Events", "Fitness", "FitnessTesting", "Jobs", "Kernel", "KernelTesting", "Ports",
        "Storage", "StorageTesting", "Work", "WorkTesting",
      ],
      "FitnessWebTests": [
        "Configuration", "Curl", "EventLoop", "Fitness", "FitnessProviders", "FitnessTesting",
        "FitnessWeb", "HTTP", "JSON", "Kernel", "KernelTesting", "Observability", "Router",
        "RuntimeSettings", "Storage", "StorageTesting", "WebTesting", "WorkTesting",
      ],
    ]),
  Module(
    name: "Booking",
    libraries: [
      "Booking"
    ],
    suites: [
      "BookingTests": ["Booking", "Kernel", "KernelTesting"]
    ]),
  Module(
    name: "Fines",
    libraries: [
      "Fines", "FinesProviders",
    ],
    suites: [
      "FinesTests": ["Fines", "Kernel"],
      "FinesProvidersTests": ["Fines", "FinesProviders", "Kernel"],
    ]),
]

/// The module of each library.
let owners = Dictionary(
  uniqueKeysWithValues: modules.flatMap { module in module.libraries.map { ($0, module.name) } })

/// The libraries by which contexts join the programs: a context is a module with a part for the web.
let contexts = modules.map { "\($0.name)Web" }.filter { owners[$0] != nil }

func libraries(_ names: [String]) -> [Target.Dependency] {
  names.map { .product(name: $0, package: owners[$0] ?? "") }
}

let suites: [Target] = modules.flatMap { module in
  module.suites.map { suite, names in
    .testTarget(
      name: suite, dependencies: libraries(names), path: "Modules/\(module.name)/Tests/\(suite)",
      swiftSettings: settings)
  }
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
      dependencies: libraries(contexts)
        + libraries([
          "Configuration", "ContextKit", "Curl", "Databases", "EventLoop", "HTTP", "JSON", "Jobs",
          "Kernel", "Ledger", "Mail", "Observability", "OpenAPI", "PlatformSQL", "Ports",
          "Realtime",
          "Router", "Serving", "Storage",
        ]),
      path: "Apps/Composition", swiftSettings: settings),
    .executableTarget(
      name: "atrium-server",
      dependencies: ["Composition"]
        + libraries([
          "Configuration", "Console", "ContextKit", "Databases", "EventLoop", "HTTP", "Kernel",
          "Observability", "Router", "Serving",
        ]),
      path: "Apps/server", swiftSettings: settings),
    .executableTarget(
      name: "atrium",
      dependencies: ["Composition"]
        + libraries([
          "Backup", "Configuration", "Console", "ContextKit", "Databases", "EventLoop", "Kernel",
          "LedgerCommands",
        ]),
      path: "Apps/cli", swiftSettings: settings),
    .executableTarget(
      name: "atrium-migrate",
      dependencies: ["Composition"]
        + libraries([
          "Configuration", "Console", "EventLoop", "Kernel", "MigrateCommand", "Migrations",
          "Storage", "StoragePostgres", "StorageSQLite",
        ]),
      path: "Apps/migrate", swiftSettings: settings),

    .testTarget(name: "TidyTests", path: "Tests/TidyTests", swiftSettings: settings),
    .testTarget(
      name: "FuzzTests", dependencies: [.product(name: "FuzzTargets", package: "Fuzz")],
      swiftSettings: settings),
    .testTarget(name: "ScaffoldTests", path: "Tests/ScaffoldTests", swiftSettings: settings),
    .testTarget(
      name: "ServerTests",
      dependencies: ["atrium-server", "atrium", "atrium-migrate"]
        + libraries([
          "Auth", "AuthTesting", "Crypto", "EventLoop", "JSON", "Kernel", "Migrations", "Ports",
          "Storage", "StoragePostgres", "StorageSQLite", "StorageTesting", "WebTesting",
        ]),
      exclude: ["Migrations/Fixtures"], swiftSettings: settings),
  ] + suites
)
