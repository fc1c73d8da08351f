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
  name: "Fitness",
  products: [.library(name: "Fitness", targets: ["Fitness"])],
  dependencies: [.package(path: "../Kernel")],
  targets: [
    .target(name: "Fitness", dependencies: kernel("Kernel"), swiftSettings: settings),
    .testTarget(
      name: "FitnessTests",
      dependencies: ["Fitness"] + kernel("Kernel", "KernelTesting"), swiftSettings: settings),
  ]
)
