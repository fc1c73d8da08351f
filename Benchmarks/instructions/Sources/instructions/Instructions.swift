import Glibc

/// Walks one path as often as it is told. What a path costs is the difference between two runs,
/// divided by the difference between their counts, so that the program's start does not count.
@main
struct Instructions {
  static let paths: [MeasuredPath] = webPaths + jsonPaths + storagePaths + ledgerPaths

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments == ["--list"] {
      for path in paths { print("\(path.name)\t\(path.title)") }
      return
    }
    guard arguments.count == 2, let path = paths.first(where: { $0.name == arguments.first }),
      let count = arguments.last.flatMap({ Int($0) })
    else {
      print("usage: instructions --list | instructions PATH COUNT")
      exit(64)
    }
    try await path.prepare().run(count)
  }
}

/// A short path through Atrium.
struct MeasuredPath: Sendable {
  let name: String
  /// What it does, in a few words.
  let title: String
  /// Makes ready what is not to be measured.
  let prepare: @Sendable () async throws -> PreparedPath
}

/// A path that can be walked.
struct PreparedPath: Sendable {
  private let walk: @Sendable (Int) async throws -> Void

  /// A path of which a step can suspend.
  init(_ step: @escaping @Sendable () async throws -> Int) {
    walk = { count in for _ in 0..<count { keep(try await step()) } }
  }

  /// A path that runs through.
  init(synchronously step: @escaping @Sendable () throws -> Int) {
    walk = { count in for _ in 0..<count { keep(try step()) } }
  }

  /// Walks it, on a thread of Swift's pool from beginning to end.
  func run(_ count: Int) async throws { try await walk(count) }
}

/// Takes a result, so that the compiler cannot leave out what made it.
@inline(never)
func keep(_ result: Int) {
  kept.store(result)
}

private let kept = Kept()

/// The sum of what was made, which nobody asks for.
private final class Kept: @unchecked Sendable {
  // Unchecked: only the one task that walks writes to it, and nobody reads.

  private var result = 0
  @inline(never) func store(_ result: Int) { self.result &+= result }
}
