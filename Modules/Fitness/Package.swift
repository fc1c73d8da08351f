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
  name: "Fitness",
  products: ["Fitness", "FitnessSQL", "FitnessProviders", "FitnessWeb", "FitnessTesting"].map {
    .library(name: $0, targets: [$0])
  },
  dependencies: [
    .package(path: "../Kernel"), .package(path: "../Web"), .package(path: "../Storage"),
    .package(path: "../Platform"),
  ],
  targets: [
    .target(
      name: "Fitness",
      dependencies: kernel("Kernel", "Crypto") + platform("Ports", "Ledger", "Work", "Events"),
      swiftSettings: settings),
    .target(
      name: "FitnessSQL",
      dependencies: ["Fitness"] + kernel("Kernel", "Crypto", "JSON")
        + storage("Storage", "Migrations")
        + platform("Ledger", "Work", "PlatformSQL", "Ports", "Events"),
      swiftSettings: settings,
      plugins: [.plugin(name: "EmbedSchemas", package: "Storage")]),
    .target(
      name: "FitnessProviders",
      dependencies: ["Fitness"] + kernel("Kernel", "Crypto", "JSON")
        + platform("Curl", "Observability"),
      swiftSettings: settings),
    .target(
      name: "FitnessWeb",
      dependencies: ["Fitness", "FitnessSQL", "FitnessProviders"]
        + kernel("Kernel", "Crypto", "JSON") + web("HTTP", "Router") + storage("Migrations")
        + platform(
          "ContextKit", "Configuration", "Console", "Ledger", "Ports", "Work", "Events", "Jobs",
          "RuntimeSettings", "AdminResources", "Documents", "Observability", "Curl", "Realtime"),
      swiftSettings: settings),
    .target(
      name: "FitnessTesting",
      dependencies: ["Fitness", "FitnessSQL", "FitnessProviders"]
        + kernel("Kernel", "KernelTesting", "Crypto", "JSON") + web("HTTP", "EventLoop")
        + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL", "Curl",
          "Observability"),
      swiftSettings: settings),
    .testTarget(
      name: "FitnessTests",
      dependencies: ["Fitness"] + kernel("Kernel", "KernelTesting") + platform("Ports", "Work"),
      swiftSettings: settings),
    .testTarget(
      name: "FitnessProvidersTests",
      dependencies: ["Fitness", "FitnessProviders", "FitnessTesting"]
        + kernel("Kernel", "KernelTesting", "Crypto", "JSON") + web("HTTP", "EventLoop")
        + platform("Curl", "Observability"),
      swiftSettings: settings),
    .testTarget(
      name: "FitnessContractTests",
      dependencies: ["Fitness", "FitnessSQL", "FitnessTesting"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform("Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL"),
      swiftSettings: settings),
    .testTarget(
      name: "FitnessWebTests",
      dependencies: ["Fitness", "FitnessSQL", "FitnessProviders", "FitnessWeb", "FitnessTesting"]
        + kernel("Kernel", "KernelTesting", "JSON", "Crypto")
        + web("EventLoop", "HTTP", "Router", "WebTesting") + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "PlatformSQL", "Configuration", "ContextKit",
          "Events", "Jobs", "AdminResources", "Documents", "Observability", "Realtime", "Curl",
          "RuntimeSettings"),
      swiftSettings: settings),
  ]
)
