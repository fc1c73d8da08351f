import Foundation

/// The programs as this build made them.
enum Programs {
  /// The folder of the test bundle, where the build puts the programs too.
  static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().path

  /// The project's root.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Where a program of the machine is; nil when it is not installed.
  static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"])
      .map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  /// How a program ended, and what it said.
  struct Outcome: Sendable {
    let exitCode: Int32
    let output: String
    let errors: String
  }

  /// Runs a program of this build, or any by its absolute path, to its end.
  static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:],
    in folder: String
  ) throws -> Outcome {
    let path = name.hasPrefix("/") ? name : "\(Self.folder)/\(name)"
    let process = try ChildProcess(path, arguments, environment: environment, in: folder)
    guard let code = process.exitCode(within: 60) else {
      process.signal(SIGKILL)
      throw HarnessError("\(name) \(arguments) does not end; so far: \(process.errors.textSoFar)")
    }
    return Outcome(
      exitCode: code, output: process.output.text(), errors: process.errors.text())
  }
}
