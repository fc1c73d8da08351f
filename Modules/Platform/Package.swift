// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let kernel: Target.Dependency = .product(name: "Kernel", package: "Kernel")
let json: Target.Dependency = .product(name: "JSON", package: "Kernel")
let crypto: Target.Dependency = .product(name: "Crypto", package: "Kernel")
let storage: Target.Dependency = .product(name: "Storage", package: "Storage")
let migrations: Target.Dependency = .product(name: "Migrations", package: "Storage")
let router: Target.Dependency = .product(name: "Router", package: "Web")
let eventLoop: Target.Dependency = .product(name: "EventLoop", package: "Web")
let http: Target.Dependency = .product(name: "HTTP", package: "Web")
let webSocket: Target.Dependency = .product(name: "WebSocket", package: "Web")

func module(
  _ name: String, _ dependencies: [Target.Dependency], plugins: [Target.PluginUsage] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

func suite(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "Platform",
  products: [
    "Ports", "ContextKit", "Console", "Ledger", "LedgerTesting", "LedgerCommands", "Work",
    "WorkTesting", "PlatformSQL", "Backup", "Databases", "Serving",
    "Configuration", "Observability", "Curl", "Mail", "Realtime", "QRCode", "Jobs", "Notifications",
    "Events", "Webhooks", "Payments", "PaymentProviders", "RuntimeSettings", "AdminResources",
    "PlatformWeb", "Documents", "Files",
  ].map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(path: "../Kernel"), .package(path: "../Web"), .package(path: "../Storage"),
  ],
  targets: [
    module("Ports", [kernel]),
    module(
      "ContextKit",
      [
        "Ports", "Console", "Configuration", "Curl", "Observability", "Ledger", "Jobs", "Events",
        "Payments", "PlatformSQL", "Realtime", "RuntimeSettings", "AdminResources", "Serving",
        "Work", kernel, storage, migrations, router, eventLoop, http,
      ]),
    module("AdminResources", [kernel, json, http]),
    module("RuntimeSettings", ["Configuration", "Observability", kernel, json]),
    module("Console", [kernel, json]),
    module(
      "Databases",
      [
        "PlatformSQL", "Observability", kernel, eventLoop, storage, migrations,
        .product(name: "StorageSQLite", package: "Storage"),
        .product(name: "StoragePostgres", package: "Storage"),
      ]),
    module(
      "Serving",
      [
        "Configuration", "Observability", kernel, eventLoop, http, router,
        .product(name: "CLinux", package: "Web"),
      ]),
    module("Configuration", [kernel]),
    module("Observability", [kernel, json]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    module("Curl", ["CCurl", "Observability", kernel, eventLoop]),
    .systemLibrary(
      name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    module("QRCode", ["CQRencode"]),
    .systemLibrary(
      name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
    module("Documents", ["CPango", kernel, eventLoop]),
    module("Files", [kernel]),
    module(
      "Mail",
      ["Ports", "Curl", "Configuration", kernel, crypto, eventLoop]),
    module(
      "Realtime",
      [
        "Configuration", "Events", "Observability", kernel, json, eventLoop, http, router,
        webSocket,
      ]),
    module("Ledger", ["Ports", kernel, crypto]),
    module("LedgerCommands", ["Console", "Documents", "Ledger", "PlatformSQL", kernel, storage]),
    module("Events", [kernel]),
    module("Work", ["Ports", "Ledger", "Events", kernel]),
    module("Notifications", ["Work", kernel]),
    module("Webhooks", ["Events", "Ports", "Work", kernel, crypto]),
    module("Payments", ["Events", "Jobs", "Ports", "Work", kernel, crypto]),
    module(
      "PaymentProviders",
      ["Payments", "Curl", "Observability", "Work", kernel, json, crypto]),
    module("Jobs", ["Work", "Ports", "Observability", kernel, json]),
    module(
      "PlatformWeb",
      [
        "AdminResources", "ContextKit", "Console", "Configuration", "Curl", "Documents", "Events",
        "Jobs", "Notifications", "Observability", "PaymentProviders", "Payments", "PlatformSQL",
        "Ports", "Realtime", "RuntimeSettings", "Serving", "Webhooks", "Work", kernel, json, crypto,
        storage, migrations, router, eventLoop, http,
      ]),
    module(
      "LedgerTesting",
      [
        "Ledger", "PlatformSQL", kernel, storage, migrations,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    module(
      "WorkTesting",
      [
        "Jobs", "LedgerTesting", "Observability", "PlatformSQL", "Work", kernel, json, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    module(
      "PlatformSQL",
      [
        "Ports", "Ledger", "Work", "Jobs", "Notifications", "Events", "Webhooks", "Payments",
        "Configuration", "RuntimeSettings", kernel, crypto, json, storage, migrations, router,
        eventLoop,
        .product(name: "CLinux", package: "Web"),
      ],
      plugins: [.plugin(name: "EmbedSchemas", package: "Storage")]),
    module(
      "Backup",
      [
        "Console", "Ledger", "PlatformSQL", kernel, json, crypto, eventLoop, storage, migrations,
        .product(name: "StorageSQLite", package: "Storage"),
        .product(name: "StoragePostgres", package: "Storage"),
      ]),
    suite(
      "BackupTests",
      [
        "Backup", "Console", "Ledger", "LedgerTesting", "PlatformSQL", kernel, eventLoop, storage,
        migrations,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageSQLite", package: "Storage"),
        .product(name: "StoragePostgres", package: "Storage"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite("ConsoleTests", ["Console", kernel]),
    suite(
      "ContextKitTests",
      [
        "ContextKit", "Ports", "Configuration", "Observability", "Realtime",
        kernel, storage, migrations, router, eventLoop, http,
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite("ConfigurationTests", ["Configuration", kernel]),
    suite("MailTests", ["Mail", "Curl", "Ports", kernel, eventLoop]),
    suite(
      "RealtimeTests",
      [
        "Realtime", "Events", "Observability", kernel, json, eventLoop, http, router, webSocket,
        .product(name: "KernelTesting", package: "Kernel"),
      ]),
    suite(
      "CurlTests",
      [
        "Curl", "Observability", kernel, eventLoop, http,
        .product(name: "KernelTesting", package: "Kernel"),
      ]),
    suite(
      "WebhookTests",
      ["Webhooks", "Events", kernel]),
    suite(
      "WebhookContractTests",
      [
        "Webhooks", "Events", "Jobs", "Ports", "Work", "WorkTesting", "LedgerTesting",
        "PlatformSQL", kernel, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite(
      "WebhookWebTests",
      [
        "PlatformWeb", "Webhooks", "Curl", "Events", "Observability", "Ports", "WorkTesting",
        "LedgerTesting", "PlatformSQL", kernel, json, router, http, eventLoop,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
        .product(name: "WebTesting", package: "Web"),
      ]),
    suite(
      "PaymentProviderTests",
      [
        "PaymentProviders", "Payments", "Curl", "Observability", kernel, json, crypto, eventLoop,
        http, .product(name: "KernelTesting", package: "Kernel"),
      ]),
    suite(
      "PaymentContractTests",
      [
        "PaymentProviders", "Payments", "Jobs", "Work", "WorkTesting", "LedgerTesting",
        "PlatformSQL", "Ports", kernel, crypto, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite("QRCodeTests", ["QRCode"]),
    suite("DocumentsTests", ["Documents", kernel, eventLoop]),
    suite("FilesTests", ["Files", kernel]),
    suite("AdminResourcesTests", ["AdminResources"]),
    suite("RuntimeSettingsTests", ["RuntimeSettings", "Observability", kernel, json]),
    suite(
      "PlatformWebTests",
      [
        "PlatformWeb", "AdminResources", "ContextKit", "Configuration", "Console", "Curl",
        "Documents", "Events", "Observability", "PaymentProviders", "Payments", "PlatformSQL",
        "Ports", "Realtime", "RuntimeSettings", kernel, json, crypto,
        storage, migrations,
        router,
        eventLoop, http,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
        .product(name: "WebTesting", package: "Web"),
      ]),
    suite("ObservabilityTests", ["Observability", kernel, json]),
    suite(
      "ServingTests",
      [
        "Serving", "Observability", kernel, http,
        .product(name: "KernelTesting", package: "Kernel"),
      ]),
    suite("JobsTests", ["Jobs", "Work", kernel]),
    suite(
      "JobContractTests",
      [
        "Jobs", "Work", "WorkTesting", "LedgerTesting", "PlatformSQL", "Ports", "Observability",
        kernel, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite(
      "NotificationContractTests",
      [
        "Notifications", "Work", "WorkTesting", "LedgerTesting", "PlatformSQL", kernel, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite(
      "LedgerTests",
      ["Ledger", "Ports", kernel, .product(name: "KernelTesting", package: "Kernel")]),
    suite(
      "PlatformContractTests",
      [
        "PlatformSQL", "Ports", kernel, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite(
      "RateLimitContractTests",
      [
        "PlatformSQL", kernel, storage, router,
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite(
      "WorkContractTests",
      [
        "WorkTesting", "Work", "LedgerTesting", "Ledger", "Jobs", "PlatformSQL", "Ports",
        kernel, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite(
      "EventContractTests",
      [
        "Events", "WorkTesting", "Work", "LedgerTesting", "PlatformSQL", kernel, storage,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
    suite(
      "LedgerContractTests",
      [
        "LedgerTesting", "LedgerCommands", "Console", "Ledger", "Ports", "PlatformSQL", kernel,
        storage, migrations,
        .product(name: "KernelTesting", package: "Kernel"),
        .product(name: "StorageTesting", package: "Storage"),
      ]),
  ]
)
