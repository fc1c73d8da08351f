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
  name: "Kernel",
  products: [
    .library(name: "Kernel", targets: ["Kernel"]),
    .library(name: "JSON", targets: ["JSON"]),
    .library(name: "Crypto", targets: ["Crypto"]),
    .library(name: "COpenSSL", targets: ["COpenSSL"]),
    .library(name: "KernelTesting", targets: ["KernelTesting"]),
  ],
  targets: [
    .target(name: "Kernel", dependencies: ["CIDN2", "CUTF8Proc"], swiftSettings: settings),
    .target(name: "JSON", swiftSettings: settings),
    .target(
      name: "Crypto", dependencies: ["JSON", "COpenSSL", "CArgon2", "CSodium"],
      swiftSettings: settings),
    .target(name: "KernelTesting", dependencies: ["Kernel"], swiftSettings: settings),

    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
    // Without pkgConfig: its flags hold a -D that SwiftPM warns of, and the path is the usual one.
    .systemLibrary(name: "CUTF8Proc", providers: [.apt(["libutf8proc-dev"])]),

    .testTarget(
      name: "KernelTests", dependencies: ["Kernel", "KernelTesting"], swiftSettings: settings),
    .testTarget(
      name: "JSONTests", dependencies: ["JSON", "Kernel"], swiftSettings: settings),
    .testTarget(name: "CryptoTests", dependencies: ["Crypto"], swiftSettings: settings),
  ]
)
