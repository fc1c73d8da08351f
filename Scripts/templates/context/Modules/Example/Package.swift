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
  name: "Example",
  products: ["Example", "ExampleSQL", "ExampleWeb", "ExampleTesting"].map {
    .library(name: $0, targets: [$0])
  },
  dependencies: [
    .package(path: "../Kernel"), .package(path: "../Web"), .package(path: "../Storage"),
    .package(path: "../Platform"),
  ],
  targets: [
    .target(
      name: "Example",
      dependencies: kernel("Kernel") + platform("Ports", "Ledger", "Work", "Events"),
      swiftSettings: settings),
    .target(
      name: "ExampleSQL",
      dependencies: ["Example"] + kernel("Kernel") + storage("Storage", "Migrations")
        + platform("Work", "PlatformSQL"),
      swiftSettings: settings,
      plugins: [.plugin(name: "EmbedSchemas", package: "Storage")]),
    .target(
      name: "ExampleWeb",
      dependencies: ["Example", "ExampleSQL"] + kernel("Kernel", "Crypto") + web("Router")
        + storage("Migrations")
        + platform(
          "ContextKit", "Configuration", "Console", "Ledger", "Ports", "Work", "Events", "Jobs",
          "RuntimeSettings", "AdminResources"),
      swiftSettings: settings),
    .target(
      name: "ExampleTesting",
      dependencies: ["Example", "ExampleSQL"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "Ledger", "Work", "WorkTesting", "Events", "Jobs", "PlatformSQL"),
      swiftSettings: settings),
    .testTarget(
      name: "ExampleContractTests",
      dependencies: ["Example", "ExampleTesting"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "StorageTesting")
        + platform("Ports", "Ledger", "Work", "WorkTesting", "Events"),
      swiftSettings: settings),
    .testTarget(
      name: "ExampleWebTests",
      dependencies: ["Example", "ExampleWeb", "ExampleTesting"]
        + kernel("Kernel", "KernelTesting") + web("HTTP", "Router", "WebTesting")
        + storage("StorageTesting")
        + platform(
          "Ports", "AdminResources", "Events", "Jobs", "PlatformSQL", "Work", "WorkTesting"),
      swiftSettings: settings),
  ]
)
