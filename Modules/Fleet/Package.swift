// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

func kernel(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "Kernel") }
}

func web(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "Web") }
}

func storage(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "Storage") }
}

func platform(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "Platform") }
}

let package = Package(
  name: "Fleet",
  products: ["Fleet", "FleetSQL", "FleetWeb", "FleetTesting"].map {
    .library(name: $0, targets: [$0])
  },
  dependencies: [
    .package(path: "../Kernel"), .package(path: "../Web"), .package(path: "../Storage"),
    .package(path: "../Platform"),
  ],
  targets: [
    .target(
      name: "Fleet",
      dependencies: kernel("Kernel", "Crypto") + platform("Ports", "Ledger", "Work", "Events"),
      swiftSettings: settings),
    .target(
      name: "FleetSQL",
      dependencies: ["Fleet"] + kernel("Kernel") + storage("Storage", "Migrations")
        + platform("Ledger", "Work", "PlatformSQL", "Ports", "Events"),
      swiftSettings: settings,
      plugins: [.plugin(name: "EmbedSchemas", package: "Storage")]),
    .target(
      name: "FleetWeb",
      dependencies: ["Fleet", "FleetSQL"] + kernel("Kernel", "Crypto", "JSON")
        + web("HTTP", "Router") + storage("Migrations")
        + platform(
          "ContextKit", "Configuration", "Console", "Ledger", "Ports", "Work", "Events", "Jobs",
          "RuntimeSettings", "AdminResources", "Documents", "Observability", "QRCode", "Realtime"),
      swiftSettings: settings),
    .target(
      name: "FleetTesting",
      dependencies: ["Fleet", "FleetSQL"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform("Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL"),
      swiftSettings: settings),
    .testTarget(
      name: "FleetTests",
      dependencies: ["Fleet"] + kernel("Kernel", "KernelTesting") + platform("Ports"),
      swiftSettings: settings),
    .testTarget(
      name: "FleetContractTests",
      dependencies: ["Fleet", "FleetSQL", "FleetTesting"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform("Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL"),
      swiftSettings: settings),
    .testTarget(
      name: "FleetWebTests",
      dependencies: ["Fleet", "FleetSQL", "FleetWeb", "FleetTesting"]
        + kernel("Kernel", "KernelTesting", "JSON", "Crypto")
        + web("EventLoop", "HTTP", "Router", "WebTesting") + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "PlatformSQL", "Configuration", "ContextKit",
          "Events", "Jobs", "AdminResources", "Documents", "Observability", "Realtime", "Serving"),
      swiftSettings: settings),
  ]
)
