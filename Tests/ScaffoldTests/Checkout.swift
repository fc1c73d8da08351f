import Foundation
import Testing

/// A copy of this checkout that a test may change, removed with its last reference.
final class Checkout: Sendable {
  /// Where the copy is, and beside it whatever is built of it.
  let folder: String
  private let parent: String

  init() throws {
    parent = NSTemporaryDirectory() + "/atrium-scaffold-\(UUID().uuidString)"
    folder = parent + "/checkout"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // What git tracks or would track; everything but builds where there is no git.
    let copy = try Tool.run(
      "bash", "-c",
      """
      set -euo pipefail
      if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -z
      else
        find . -name .build -prune -o -type f -print0
      fi | tar -c --null --ignore-failed-read -T - 2>/dev/null | tar -x -C "$1"
      """, "copy", folder, in: Self.root)
    try #require(copy.exitCode == 0, "\(copy.output)")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: parent)
  }

  /// Where a build of the copy goes.
  var scratch: String { parent + "/build" }

  /// Runs a program in the copy.
  func run(_ words: String...) throws -> Tool.Outcome {
    try Tool.run(words, in: folder)
  }

  /// The folders and files of the copy, by their paths.
  func paths() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
  }

  func contents(of path: String) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(folder)/\(path)"))
  }

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}

/// Programs that are run to their end.
enum Tool {
  /// How a program ended, and all that it wrote.
  struct Outcome: Sendable {
    let exitCode: Int32
    let output: String

    /// What one wants to read of a build that failed.
    var ending: String {
      let lines = output.split(separator: "\n")
      let errors = lines.filter { $0.contains("error:") || $0.contains("✘") }.prefix(20)
      return (errors + ["…"] + lines.suffix(25)).joined(separator: "\n")
    }
  }

  static func run(_ words: String..., in folder: String) throws -> Outcome {
    try run(words, in: folder)
  }

  static func run(_ words: [String], in folder: String) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    // Not all variables: the one who runs this test told it things that the copy must not hear.
    process.environment = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME", "TMPDIR", "LANG", "ATRIUM_TEST_POSTGRES"].contains($0.key)
    }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }
}
