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
  name: "Booking",
  products: [.library(name: "Booking", targets: ["Booking"])],
  dependencies: [.package(path: "../Kernel")],
  targets: [
    .target(name: "Booking", dependencies: kernel("Kernel"), swiftSettings: settings),
    .testTarget(
      name: "BookingTests",
      dependencies: ["Booking"] + kernel("Kernel", "KernelTesting"), swiftSettings: settings),
  ]
)
