import Configuration
import EventLoop
import Glibc
import MigrateCommand
import Storage
import StoragePostgres
import StorageSQLite

/// `atrium-migrate`: the command line around `MigrateProgram`.
@main
struct Migrate {
  static func main() {
    var program = MigrateProgram(streams: embeddedStreams, release: "0.1.0", open: connect)
    program.environment = Configuration.processEnvironment()
    program.settings = { config, environment in
      try ConfigurationFile.settings(config: config, environment: environment)
    }
    program.output = { write($0, to: STDOUT_FILENO) }
    program.complaints = { write($0, to: STDERR_FILENO) }
    if isatty(STDIN_FILENO) == 1 { program.ask = ask }
    exit(program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Opens a connection; the runner that asked for it closes it.
  private static func connect(_ url: DatabaseURL) throws -> any SQLConnection {
    switch url {
    case .sqlite(let path): try SQLiteDatabase(path: path, role: .tool).connect()
    case .postgres(let uri):
      // The loops serve statements of servers; a tool's connection blocks and needs none of them.
      try PostgresDatabase(
        url: uri, group: try EventLoopGroup(count: 1), connectionsPerLoop: 1,
        transactionConnections: 1
      ).connect()
    }
  }

  private static func ask(_ question: String) -> Bool {
    write("\(question) Type yes: ", to: STDERR_FILENO)
    return readLine() == "yes"
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      bytes = bytes.dropFirst(max(0, count))
    }
  }
}
