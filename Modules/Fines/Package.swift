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

let package = Package(
  name: "Fines",
  products: ["Fines", "FinesProviders"].map { .library(name: $0, targets: [$0]) },
  dependencies: [.package(path: "../Kernel")],
  targets: [
    .target(name: "Fines", dependencies: kernel("Kernel"), swiftSettings: settings),
    .target(
      name: "FinesProviders", dependencies: ["Fines"] + kernel("Kernel", "JSON"),
      swiftSettings: settings),
    .testTarget(
      name: "FinesTests",
      dependencies: ["Fines"] + kernel("Kernel"), swiftSettings: settings),
    .testTarget(
      name: "FinesProvidersTests", dependencies: ["Fines", "FinesProviders"] + kernel("Kernel"),
      swiftSettings: settings),
  ]
)
