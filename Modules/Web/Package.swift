// swift-tools-version: 6.3
import PackageDescription

/// The same for every target: what is used must be imported, what is imported stays internal
/// unless it says otherwise, and a warning stops the build.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "Web",
  products: [
    .library(name: "CLinux", targets: ["CLinux"]),
    .library(name: "EventLoop", targets: ["EventLoop"]),
    .library(name: "HTTP", targets: ["HTTP"]),
    .library(name: "Router", targets: ["Router"]),
    .library(name: "OpenAPI", targets: ["OpenAPI"]),
    .library(name: "WebSocket", targets: ["WebSocket"]),
    .library(name: "CZlib", targets: ["CZlib"]),
    .library(name: "WebTesting", targets: ["WebTesting"]),
  ],
  dependencies: [
    .package(path: "../Kernel")
  ],
  targets: [
    // What Glibc's overlay leaves out: epoll, eventfd, accept4. A header of static inlines.
    .systemLibrary(name: "CLinux"),
    .target(
      name: "EventLoop",
      dependencies: ["CLinux", .product(name: "Kernel", package: "Kernel")],
      swiftSettings: settings),
    .target(name: "HTTP", dependencies: ["CLinux", "EventLoop"], swiftSettings: settings),

    .target(
      name: "Router",
      dependencies: [
        "HTTP", .product(name: "Kernel", package: "Kernel"),
        .product(name: "JSON", package: "Kernel"), .product(name: "Crypto", package: "Kernel"),
      ],
      swiftSettings: settings),

    .target(
      name: "OpenAPI",
      dependencies: [
        "CZlib", "HTTP", "Router", .product(name: "Kernel", package: "Kernel"),
        .product(name: "JSON", package: "Kernel"), .product(name: "Crypto", package: "Kernel"),
      ],
      swiftSettings: settings),

    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "WebSocket",
      dependencies: [
        "CLinux", "CZlib", "EventLoop", "HTTP", .product(name: "Crypto", package: "Kernel"),
      ],
      swiftSettings: settings),

    // Clients that tests speak to a server by, and routes without one.
    .target(
      name: "WebTesting",
      dependencies: [
        "CLinux", "HTTP", "Router", .product(name: "Kernel", package: "Kernel"),
        .product(name: "JSON", package: "Kernel"),
      ],
      swiftSettings: settings),

    .testTarget(name: "EventLoopTests", dependencies: ["EventLoop"], swiftSettings: settings),
    .testTarget(
      name: "HTTPTests", dependencies: ["HTTP", "EventLoop", "CLinux", "WebTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "RouterTests",
      dependencies: [
        "Router", "HTTP", .product(name: "Kernel", package: "Kernel"),
        .product(name: "JSON", package: "Kernel"), .product(name: "Crypto", package: "Kernel"),
        .product(name: "KernelTesting", package: "Kernel"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "OpenAPITests",
      dependencies: [
        "OpenAPI", "Router", "HTTP", "CZlib", .product(name: "Kernel", package: "Kernel"),
        .product(name: "JSON", package: "Kernel"),
        .product(name: "KernelTesting", package: "Kernel"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "WebSocketTests",
      dependencies: ["WebSocket", "HTTP", "EventLoop", "CLinux", "CZlib", "WebTesting"],
      swiftSettings: settings),
  ]
)
