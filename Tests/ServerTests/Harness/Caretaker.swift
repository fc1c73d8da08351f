import Foundation

/// Sees to it that nothing stays behind, even when the tests crash: a shell that is told of every
/// process, and ends those that are left when this process is gone.
final class Caretaker: Sendable {
  /// Nil when it cannot be had; the tests then clean up after themselves as long as they live.
  static let shared = try? Caretaker()

  /// The folder of all files of this run; removed at the end.
  let folder: String
  private let descriptor: Int32

  private static let script = """
    trap '' INT TERM HUP
    declare -A living
    while read -r what id; do
      case $what in
        started) living[$id]=yes ;;
        ended) unset "living[$id]" ;;
      esac
    done
    for id in "${!living[@]}"; do kill -KILL "$id"; done
    rm -rf "$1"
    """

  private init() throws {
    folder = try Self.makeTemporaryFolder("atrium-servers")

    let ends = try ChildProcess.pipe()
    defer { close(ends.read) }
    descriptor = ends.write
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends.read, STDIN_FILENO)
    // Whoever reads what the tests print does not wait for the caretaker.
    for end in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, end, "/dev/null", O_WRONLY, 0)
    }
    try actions.closeAllBut(through: STDERR_FILENO)
    let command = ["bash", "-c", Self.script, "atrium-caretaker", folder]
    var words = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    guard posix_spawnp(&child, "bash", &actions, nil, &words, environ) == 0 else {
      throw HarnessError("bash is not there")
    }
  }

  /// Tells it something. A line is shorter than what a pipe takes at once, so lines do not mix.
  func note(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  /// A new folder within this run's.
  static func makeFolder(_ name: String) throws -> String {
    guard let shared else { throw HarnessError("there is no temporary folder") }
    return try make("\(shared.folder)/\(name)")
  }

  /// A new folder that whoever makes it removes.
  static func makeTemporaryFolder(_ name: String) throws -> String {
    try make("\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/\(name)")
  }

  private static func make(_ path: String) throws -> String {
    var template = Array("\(path).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw HarnessError("no folder \(path): errno \(errno)") }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
