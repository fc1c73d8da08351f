// swift-tools-version: 6.3

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "Storage",
  products: [
    .library(name: "Storage", targets: ["Storage"])
  ],
  dependencies: [
    .package(path: "../Kernel")
  ],
  targets: [
    .target(
      name: "Storage",
      dependencies: [.product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Storage", .product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings
    ),
  ]
)
