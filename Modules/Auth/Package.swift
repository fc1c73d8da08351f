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
  name: "Auth",
  products: ["Auth", "AuthSQL", "AuthProviders", "AuthWeb", "AuthTesting"].map {
    .library(name: $0, targets: [$0])
  },
  dependencies: [
    .package(path: "../Kernel"), .package(path: "../Web"), .package(path: "../Storage"),
    .package(path: "../Platform"),
  ],
  targets: [
    .target(
      name: "Auth", dependencies: kernel("Kernel", "Crypto") + platform("Ports", "Events", "Work"),
      swiftSettings: settings),
    .target(
      name: "AuthSQL",
      dependencies: ["Auth"] + kernel("Kernel") + storage("Storage", "Migrations")
        + platform("Ports", "PlatformSQL", "Work"),
      swiftSettings: settings,
      plugins: [.plugin(name: "EmbedSchemas", package: "Storage")]),
    .target(
      name: "AuthProviders",
      dependencies: ["Auth"] + kernel("Kernel", "JSON", "Crypto") + web("EventLoop")
        + platform("Curl"),
      swiftSettings: settings),
    .target(
      name: "AuthWeb",
      dependencies: ["Auth", "AuthSQL", "AuthProviders"] + kernel("Kernel", "JSON", "Crypto")
        + web("Router", "HTTP", "EventLoop") + storage("Migrations")
        + platform(
          "Ports", "AdminResources", "ContextKit", "Console", "Configuration", "Observability",
          "Realtime", "QRCode", "Jobs", "Work"),
      swiftSettings: settings),
    .target(
      name: "AuthTesting",
      dependencies: ["Auth", "AuthSQL"]
        + kernel("Kernel", "KernelTesting", "Crypto", "COpenSSL")
        + storage("Storage", "StorageTesting")
        + platform("Ports", "PlatformSQL", "Events", "Jobs", "Work"),
      swiftSettings: settings),
    .testTarget(
      name: "AuthTests",
      dependencies: ["Auth"] + kernel("Kernel", "KernelTesting", "Crypto") + platform("Ports"),
      swiftSettings: settings),
    .testTarget(
      name: "AuthProvidersTests",
      dependencies: ["Auth", "AuthProviders", "AuthTesting"]
        + kernel("Kernel", "KernelTesting", "Crypto"),
      swiftSettings: settings),
    .testTarget(
      name: "AuthContractTests",
      dependencies: ["Auth", "AuthSQL", "AuthTesting"] + kernel("Kernel", "KernelTesting")
        + storage("Storage", "Migrations", "StorageTesting") + platform("Ports", "PlatformSQL"),
      swiftSettings: settings),
    .testTarget(
      name: "AuthWebTests",
      dependencies: ["Auth", "AuthSQL", "AuthWeb", "AuthTesting"]
        + kernel("Kernel", "KernelTesting", "JSON", "Crypto") + web("Router", "HTTP", "EventLoop")
        + storage("Storage", "StorageTesting")
        + platform(
          "Ports", "PlatformSQL", "ContextKit", "Configuration", "Console", "Observability",
          "Realtime", "Jobs"),
      swiftSettings: settings),
  ]
)
