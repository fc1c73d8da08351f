import Composition
import Configuration
import Console
import Databases
import EventLoop
import Glibc
import HTTP
import Kernel
import Observability
import Router
import Serving

/// `atrium-server`: configuration in, assembly put together, served until asked to end.
enum ServerProgram {
  static let help = """
    atrium-server: serve the configured contexts over HTTP

    Usage: atrium-server [--config FILE] [--role web|worker|all] [--help] [--version]

    The configuration is atrium.toml in the working directory, or the file that --config or
    ATRIUM_CONFIG names. ATRIUM_… variables override it; 'atrium config show' lists every setting.
    A server of the role web leaves jobs to others, one of the role worker answers only probes and
    scrapes; by default a server does all.
    SIGTERM finishes the requests under way and ends within ten seconds; so do SIGINT and SIGHUP.
    A second SIGINT ends at once, and so does any of them while the server starts.

    Exit codes: 0 ended as asked, 130 ended at once by a second SIGINT, 64 wrong usage,
    69 a database or the address is unavailable,
    70 --help or --version could not be written, 78 wrong configuration.

    """

  /// Runs the server.
  /// - Returns: the process's exit code.
  static func run(_ arguments: [String]) async -> Int32 {
    switch arguments.first {
    case "--help", "-h": return say(help, to: .output, exit: 0)
    case "--version": return say("atrium-server \(Release.version)\n", to: .output, exit: 0)
    default: break
    }
    guard let (file, role) = options(arguments) else { return say(help, to: .error, exit: 64) }
    let configuration: Configuration
    do {
      configuration = try Settings.load(file: file)
    } catch {
      return say("atrium-server: \(error)\n", to: .error, exit: 78)
    }
    let (log, sink) = Settings.bufferedLogger(configuration)
    // A reader that stopped does not keep the process from ending.
    defer { sink.flush(within: .seconds(1)) }
    if let note = Configuration.note(ofServiceLinks: configuration.serviceLinks) {
      log.warning("variables that are no settings", ["reason": .string(note)])
    }
    do {
      try await serve(configuration, as: role, log, sink)
      return 0
    } catch {
      log.error(
        "the server does not start",
        ["listen": .string("\(configuration[HTTPSettings.listen])"), "reason": .string("\(error)")])
      return error is any Unavailability || error is SystemCallError ? 69 : 78
    }
  }

  /// The options; nil where they are not understood.
  private static func options(_ arguments: [String]) -> (file: String?, role: ServerRole)? {
    var (file, role): (String?, ServerRole) = (nil, .all)
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else { return nil }
      switch parts[0] {
      case "--config": file = value
      case "--role":
        guard let chosen = ServerRole(rawValue: value) else { return nil }
        role = chosen
      default: return nil
      }
    }
    return (file, role)
  }

  private static func serve(
    _ configuration: Configuration, as role: ServerRole, _ log: Logger, _ sink: BufferedSink
  ) async throws {
    let group = try EventLoopGroup(count: Processors.count)
    let assembly = try await Assembly.assemble(
      configuration, role: .server, group: group, log: log)
    await assembly.warnOfPowerfulRoles()
    await assembly.warnOfRiskyClusters()
    let readiness = Readiness()
    let site = try Site(assembly, as: role, readiness: readiness, loops: group.loops.count)
    warn(of: HTTPSettings.connections(configuration), log)
    var settings = HTTPSettings.server(configuration)
    let overload = OverloadLog(log, clock: assembly.clock)
    settings.onOverload = { overload.note($0) }
    let server = HTTPServer(configuration: settings, group: group, handler: site.router)
    HTTPLoadMetrics.register(server.load, in: assembly.metrics)
    HTTPLoadMetrics.register(sink, in: assembly.metrics)
    Signals.serve()
    let address = try server.start()
    log.info("listening", ["address": .string("http://\(address)")])
    let background = assembly.startBackground(runsJobs: role.runsJobs)
    await Signals.wait()
    readiness.drain()
    log.info("draining")
    let end = LastResort(
      of: assembly, within: HTTPSettings.server(configuration).drainLimit, log, sink)
    defer { end.cancel() }
    background.stopJobs()
    assembly.drain()
    await server.drain()
    await background.end()
    await assembly.stores.close()
    log.info("ended")
  }

  /// Says that there can be fewer connections than were configured.
  private static func warn(of room: ConnectionRoom, _ log: Logger) {
    guard room.isShort else { return }
    log.warning(
      "the limit of descriptors allows fewer connections than http.max_connections",
      [
        "max_connections": LogValue(room.wanted), "connections": LogValue(room.connections),
        "descriptors": LogValue(room.descriptors),
        "remedy": "raise the hard limit: LimitNOFILE in a unit, --ulimit nofile for a container",
      ])
  }

  private static func say(_ text: String, to stream: StandardStream, exit: Int32) -> Int32 {
    do {
      try stream.write(text)
      return exit
    } catch {
      try? StandardStream.error.write("atrium-server: cannot write the answer: \(error)\n")
      return exit == 0 ? 70 : exit
    }
  }
}
