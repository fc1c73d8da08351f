import Console
import Glibc

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

    var words = ([tool] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, tool, &actions, nil, &words, &variables)
    close(ends[1])
    guard code == 0 else { throw Self.missing(tool, code) }
    let output = Self.readAll(ends[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Self.failed(tool, Self.text(of: complaints)) }
    return output
  }

  /// This process's variables, with the password among them: only its owner can read them.
  private var environment: [String] {
    var variables = variables
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
      password = decoded(user[user.index(after: colon)...])
      rest = rest[..<colon] + rest[user.endIndex...]
    }
    guard let question = rest.firstIndex(of: "?") else {
      return (String(uri[..<scheme.upperBound] + rest), password)
    }
    var kept: [Substring] = []
    for parameter in rest[rest.index(after: question)...].split(separator: "&") {
      let name = parameter.prefix { $0 != "=" }
      guard name != "sslpassword" else {
        throw .refused(
          "secret_in_url", "sslpassword in a database's URL would be seen by all; use a passfile")
      }
      if name == "password" {
        password = decoded(parameter.dropFirst(name.count + 1))
      } else {
        kept.append(parameter)
      }
    }
    let query = kept.isEmpty ? "" : "?" + kept.joined(separator: "&")
    return (String(uri[..<scheme.upperBound] + rest[..<question]) + query, password)
  }

  /// Percent-encoded text as it is meant (RFC 3986, 2.1).
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
