import Console
import Glibc
import Storage

/// `pg_dump` and `pg_restore`, which know a Postgres database better than anybody else could.
struct PostgresTool {
  /// The database's URL without its password: the words of a command are for everyone to see.
  let uri: String
  private let password: String?
  private let variables: [String: String]

  /// - Parameter environment: the variables of this process.
  /// - Throws: `CommandError` when the URL holds a secret that can only be handed on in words.
  init(uri: String, environment: [String: String]) throws(CommandError) {
    variables = environment
    (self.uri, password) = try Self.separate(uri)
  }

  /// Runs one of the tools to its end.
  /// - Returns: what it wrote to its standard output.
  /// - Throws: `CommandError`: the tool is not there, or what it said when it failed.
  @discardableResult
  func run(_ tool: String, _ arguments: [String]) throws(CommandError) -> String {
    var ends: [Int32] = [0, 0]
    // Sockets, since those are made in one step so that no other child keeps this output open.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard let complaints = tmpfile(), socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw BackupFile.failure("prepare", tool)
    }
    defer { fclose(complaints) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, fileno(complaints), STDERR_FILENO)

    // Whatever else this process was handed, or opened without the mark, stays here.
    _ = Self.addCloseFrom?(&actions, STDERR_FILENO + 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.resetSignals(&attributes)

    var words = ([tool] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, tool, &actions, &attributes, &words, &variables)
    close(ends[1])
    guard code == 0 else { throw Self.missing(tool, code) }
    let output = Self.readAll(ends[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      // An end that nobody can tell of is no success.
      guard errno == EINTR else { throw BackupFile.failure("wait for", tool) }
    }
    guard status == 0 else {
      throw Self.failed(tool, Self.text(of: complaints).hiding(password.map { [$0] } ?? []))
    }
    return output
  }

  private typealias AddCloseFrom =
    @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

  /// `posix_spawn_file_actions_addclosefrom_np`, which the header keeps for `_GNU_SOURCE`; glibc
  /// has it from 2.34 on. Without it nothing is lost: what we open is marked.
  private static let addCloseFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np")
    .map { unsafeBitCast($0, to: AddCloseFrom.self) }

  /// A program that we start ends by the usual signals, whatever this process does about them.
  private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
  }

  /// What is ours to choose: messages are in one language, and nothing is converted on the way.
  private static let chosen = ["LC_ALL": "C.UTF-8", "TZ": "UTC", "PGCLIENTENCODING": "UTF8"]

  /// This process's variables without its settings, which hold secrets, and with the password among
  /// them: only its owner can read them.
  var environment: [String] {
    var variables = variables.filter { !$0.key.hasPrefix("ATRIUM_") && $0.key != "LANGUAGE" }
      .merging(Self.chosen) { _, chosen in chosen }
    if let password { variables["PGPASSWORD"] = password }
    return variables.map { "\($0)=\($1)" }
  }

  private static func missing(_ tool: String, _ code: Int32) -> CommandError {
    CommandError(
      exitCode: ExitCode.unavailable, code: "missing_tool",
      message: code == ENOENT
        ? "\(tool) is not installed; on Debian: apt-get install postgresql-client"
        : "cannot run \(tool): \(String(cString: strerror(code)))")
  }

  private static func failed(_ tool: String, _ complaint: String) -> CommandError {
    let lines = complaint.split(separator: "\n").prefix(6).joined(separator: "\n")
    return CommandError(
      exitCode: ExitCode.failure, code: "tool_failed",
      message: lines.isEmpty ? "\(tool) failed without a word" : lines)
  }

  private static func text(of file: UnsafeMutablePointer<FILE>) -> String {
    rewind(file)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while case let count = read(descriptor, &buffer, buffer.count), count != 0 {
      guard count > 0 || errno == EINTR else { break }
      all += buffer[..<max(0, count)]
    }
    return String(decoding: all, as: UTF8.self)
  }
}

// The secrets of a URL.
extension PostgresTool {
  /// The URL and its password apart, read as libpq reads it: the first @ before a slash ends the
  /// user's part, the first colon in that begins the password.
  static func separate(
    _ uri: String
  ) throws(CommandError) -> (uri: String, password: String?) {
    guard let scheme = uri.firstRange(of: "://") else { return (uri, nil) }
    var rest = uri[scheme.upperBound...]
    var password: String?
    let user = rest.prefix { $0 != "/" && $0 != "@" }
    if user.endIndex < rest.endIndex, rest[user.endIndex] == "@",
      let colon = user.firstIndex(of: ":")
    {
      password = PostgresURL.decoded(user[user.index(after: colon)...])
      rest = rest[..<colon] + rest[user.endIndex...]
    }
    guard let question = rest.firstIndex(of: "?") else {
      return (String(uri[..<scheme.upperBound] + rest), password)
    }
    var kept: [Substring] = []
    for parameter in rest[rest.index(after: question)...].split(separator: "&") {
      let name = PostgresURL.decoded(parameter.prefix { $0 != "=" })
      guard name != "sslpassword" else {
        throw .refused(
          "secret_in_url", "sslpassword in a database's URL would be seen by all; use a passfile")
      }
      if name == "password" {
        password = PostgresURL.decoded(parameter.drop { $0 != "=" }.dropFirst())
      } else {
        kept.append(parameter)
      }
    }
    let query = kept.isEmpty ? "" : "?" + kept.joined(separator: "&")
    return (String(uri[..<scheme.upperBound] + rest[..<question]) + query, password)
  }
}
