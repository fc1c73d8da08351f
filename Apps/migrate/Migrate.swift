import Composition
import Configuration
import Console
import EventLoop
import Glibc
import Kernel
import MigrateCommand
import Storage
import StoragePostgres
import StorageSQLite

/// `atrium-migrate`: the command line around `MigrateProgram`.
@main
struct Migrate {
  static func main() {
    // The files of a new migration are sources, which others may read.
    ProcessStart.prepare(keepingMask: CommandLine.arguments.contains("new"))
    var program = MigrateProgram(streams: embeddedStreams, release: Release.version, open: connect)
    program.environment = Configuration.processEnvironment()
    program.settings = { config, environment in
      let (settings, links) = try ConfigurationFile.settings(
        config: config, environment: environment)
      if !CommandLine.arguments.contains("--json"),
        let note = Configuration.note(ofServiceLinks: links)
      {
        try? StandardStream.error.write("atrium-migrate: \(note)\n")
      }
      return settings
    }
    program.output = { try StandardStream.output.write($0) }
    // What cannot be written there cannot be told anywhere else.
    program.complaints = { try? StandardStream.error.write($0) }
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
    try? StandardStream.error.write("\(question) Type yes: ")
    return readLine() == "yes"
  }
}
