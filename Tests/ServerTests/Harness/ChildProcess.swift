import Foundation

/// Something is not as a test needs it before it can begin.
struct HarnessError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A program that was started, what it writes, and how it ends.
final class ChildProcess: @unchecked Sendable {
  // Unchecked: `status` is guarded by `condition`.

  let id: pid_t
  let output: ChildOutput
  let errors: ChildOutput
  private let condition = NSCondition()
  private var status: Int32?

  /// Starts a program.
  /// - Parameters:
  ///   - environment: all variables that it is to have besides `PATH`, `HOME` and `TMPDIR`.
  ///   - folder: where it is to run.
  init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:],
    in folder: String
  ) throws {
    let (outputEnd, childOutput) = try Self.pipe()
    let (errorsEnd, childErrors) = try Self.pipe()
    defer {
      close(childOutput)
      close(childErrors)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, childOutput, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, childErrors, STDERR_FILENO)
    // Nothing else: a socket that another test closes would not look closed to its peer.
    try actions.closeAllBut(through: STDERR_FILENO)

    // `env` only changes the folder: the program takes its place, under the same id.
    let command = ["/usr/bin/env", "-C", folder, path] + arguments
    var words = command.map { strdup($0) } + [nil]
    var variables = Self.variables(environment).map { strdup($0) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, command[0], &actions, nil, &words, &variables)
    output = ChildOutput(outputEnd)
    errors = ChildOutput(errorsEnd)
    guard code == 0 else { throw HarnessError("cannot run \(path): errno \(code)") }
    id = child
    Caretaker.shared?.note("started \(child)")
    Thread.detachNewThread { self.awaitEnd() }
  }

  /// Sends a signal, unless the process has ended.
  func signal(_ number: Int32) {
    condition.withLock { if status == nil { _ = kill(id, number) } }
  }

  /// Waits for the end.
  /// - Returns: the exit code, 128 and the signal's number for one that was killed, or nil when
  ///   the process is still there after so many seconds.
  func exitCode(within seconds: TimeInterval) -> Int32? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    return condition.withLock {
      while status == nil, condition.wait(until: deadline) {}
      return status
    }
  }

  private func awaitEnd() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    condition.withLock {
      // Reaped under the lock: until here the id is this process's and no other's.
      var code: Int32 = 0
      while waitpid(id, &code, 0) < 0, errno == EINTR {}
      status = code & 0x7F == 0 ? (code >> 8) & 0xFF : 128 + (code & 0x7F)
      Caretaker.shared?.note("ended \(id)")
      condition.broadcast()
    }
  }

  /// Two ends of a pipe. No child inherits them by accident, or it would keep the pipe from ending:
  /// they are sockets, because those can be made so in one step.
  static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw HarnessError("no pipe: errno \(errno)")
    }
    return (ends[0], ends[1])
  }

  /// What a program gets of our own variables: where things are, and how it is watched when the
  /// tests run under a sanitizer.
  private static let inherited: Set<String> = [
    "PATH", "HOME", "TMPDIR", "LD_PRELOAD", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS",
  ]

  private static func variables(_ own: [String: String]) -> [String] {
    let kept = ProcessInfo.processInfo.environment.filter { inherited.contains($0.key) }
    return kept.merging(own) { _, own in own }.map { "\($0.key)=\($0.value)" }
  }
}
