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
let kernelTesting: Target.Dependency = .product(name: "KernelTesting", package: "Kernel")
let storage: Target.Dependency = .product(name: "Storage", package: "Storage")
let storageTesting: Target.Dependency = .product(name: "StorageTesting", package: "Storage")

func platform(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "Platform") }
}

let package = Package(
  name: "Ajo",
  products: ["Ajo", "AjoWeb", "AjoTesting"].map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(path: "../Kernel"), .package(path: "../Web"), .package(path: "../Storage"),
    .package(path: "../Platform"),
  ],
  targets: [
    .target(
      name: "Ajo",
      dependencies: [kernel, .product(name: "Crypto", package: "Kernel")]
        + platform("Ports", "Ledger", "Work"),
      swiftSettings: settings),
    .target(
      name: "AjoWeb",
      dependencies: [
        "Ajo", kernel, .product(name: "Crypto", package: "Kernel"),
        .product(name: "Router", package: "Web"),
        .product(name: "Migrations", package: "Storage"),
      ]
        + platform("Ports", "Ledger", "ContextKit", "Console", "Configuration"),
      swiftSettings: settings),
    .target(
      name: "AjoTesting",
      dependencies: ["Ajo", kernel, kernelTesting, storage, storageTesting]
        + platform("Ports", "Ledger", "Work", "WorkTesting", "PlatformSQL"),
      swiftSettings: settings),
    .testTarget(
      name: "AjoContractTests",
      dependencies: ["Ajo", "AjoTesting", kernel, kernelTesting, storage, storageTesting]
        + platform("Ports", "Ledger", "Work", "WorkTesting", "PlatformSQL"),
      swiftSettings: settings),
    .testTarget(
      name: "AjoWebTests",
      dependencies: [
        "Ajo", "AjoWeb", "AjoTesting", kernel, kernelTesting, storageTesting,
        .product(name: "JSON", package: "Kernel"), .product(name: "Router", package: "Web"),
        .product(name: "HTTP", package: "Web"), .product(name: "WebTesting", package: "Web"),
      ] + platform("Ports", "Ledger", "Work", "WorkTesting", "PlatformSQL", "ContextKit"),
      swiftSettings: settings),
  ]
)
