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
  name: "Ajo",
  products: ["Ajo", "AjoSQL", "AjoProviders", "AjoWeb", "AjoTesting"].map {
    .library(name: $0, targets: [$0])
  },
  dependencies: [
    .package(path: "../Kernel"), .package(path: "../Web"), .package(path: "../Storage"),
    .package(path: "../Platform"),
  ],
  targets: [
    .target(
      name: "Ajo",
      dependencies: kernel("Kernel", "Crypto")
        + platform("Ports", "Ledger", "Work", "Events", "Payments"),
      swiftSettings: settings),
    .target(
      name: "AjoSQL",
      dependencies: ["Ajo"] + kernel("Kernel") + storage("Storage", "Migrations")
        + platform("Ledger", "Work", "PlatformSQL", "Payments", "Ports"),
      swiftSettings: settings,
      plugins: [.plugin(name: "EmbedSchemas", package: "Storage")]),
    .target(
      name: "AjoProviders",
      dependencies: ["Ajo"] + kernel("Kernel", "Crypto", "JSON") + platform("Curl"),
      swiftSettings: settings),
    .target(
      name: "AjoWeb",
      dependencies: ["Ajo", "AjoSQL", "AjoProviders"] + kernel("Kernel", "Crypto")
        + web("HTTP", "Router") + storage("Migrations")
        + platform(
          "ContextKit", "Configuration", "Console", "Ledger", "Ports", "Work", "Events", "Jobs",
          "RuntimeSettings", "AdminResources", "Documents", "Payments", "Observability", "Curl"),
      swiftSettings: settings),
    .target(
      name: "AjoTesting",
      dependencies: ["Ajo", "AjoSQL"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL", "Payments"),
      swiftSettings: settings),
    .testTarget(
      name: "AjoProvidersTests",
      dependencies: ["Ajo", "AjoProviders"] + kernel("Kernel", "KernelTesting", "Crypto", "JSON")
        + web("HTTP", "EventLoop") + platform("Curl", "Observability"),
      swiftSettings: settings),
    .testTarget(
      name: "AjoContractTests",
      dependencies: ["Ajo", "AjoSQL", "AjoTesting"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL", "Payments"),
      swiftSettings: settings),
    .testTarget(
      name: "AjoSimulationTests",
      dependencies: ["Ajo", "AjoSQL", "AjoTesting"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL", "Payments"),
      swiftSettings: settings),
    .testTarget(
      name: "AjoWebTests",
      dependencies: ["Ajo", "AjoSQL", "AjoProviders", "AjoWeb", "AjoTesting"]
        + kernel("Kernel", "KernelTesting", "Crypto", "JSON")
        + web("EventLoop", "HTTP", "Router", "WebTesting") + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "PlatformSQL", "ContextKit", "Events", "Jobs",
          "AdminResources", "Documents", "Payments", "Curl", "Observability"),
      swiftSettings: settings),
  ]
)
