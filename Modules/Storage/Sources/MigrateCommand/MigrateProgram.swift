public import Kernel
public import Migrations
public import Storage

/// `atrium-migrate` without its process: everything it needs from outside is handed in.
public struct MigrateProgram {
  /// The streams that are built in; `--schemas` stands above them.
  public var streams: [MigrationStream]
  /// The environment variables.
  public var environment: [String: String]
  /// Reads the configuration: the path after `--config`, and the environment variables.
  public var settings:
    (_ config: String?, _ environment: [String: String]) throws -> MigrateSettings
  /// Opens a database.
  public var open: (DatabaseURL) throws -> any SQLConnection
  /// Takes what goes to standard output, with its line ends; throws when it cannot be written.
  public var output: (String) throws -> Void
  /// Takes what goes to standard error, with its line ends.
  public var complaints: (String) -> Void
  /// Asks a person, and answers whether they said yes; nil when nobody can be asked.
  public var ask: ((String) -> Bool)?
  /// Dates the history.
  public var clock: any WallClock
  /// The release that is written into the history.
  public var release: String

  /// A program that reads its settings from the environment, speaks to nobody and opens nothing.
  public init(
    streams: [MigrationStream], release: String,
    open: @escaping (DatabaseURL) throws -> any SQLConnection
  ) {
    self.streams = streams
    self.release = release
    self.open = open
    environment = [:]
    settings = { config, environment in
      guard config == nil else { throw UsageError("this program reads no configuration file") }
      return MigrateSettings(environment: environment)
    }
    output = { _ in }
    complaints = { _ in }
    clock = SystemClock()
  }

  /// Runs one command and answers the exit status.
  public func run(_ arguments: [String]) -> MigrateExit {
    var lost: (any Error)?
    let exit = run(arguments) { text in
      do { try output(text) } catch { lost = error }
    }
    guard let lost else { return exit }
    complaints("atrium-migrate: the answer could not be written: \(lost)\n")
    return exit == .done ? .outputLost : exit
  }

  private func run(_ arguments: [String], output: (String) -> Void) -> MigrateExit {
    var report = MigrateReport()
    let wantsJSON = arguments.contains("--json")
    do {
      let options = try MigrateOptions(arguments)
      if options.wantsHelp || arguments.isEmpty {
        output(MigrateHelp.text)
        return arguments.isEmpty ? .usage : .done
      }
      if options.wantsRelease {
        output("atrium-migrate \(release)\n")
        return .done
      }
      guard let command = options.command else { throw UsageError("say what to do") }
      report.command = command.rawValue
      report.exit = try perform(command, options, &report)
    } catch let error as UsageError {
      report.fail(.usage, code: "usage", "\(error)")
    } catch let error as MigrationError {
      report.fail(error)
    } catch {
      report.fail(.usage, code: "configuration", "\(error)")
    }
    if wantsJSON {
      output(report.json())
    } else {
      output(report.text())
      complaints(report.complaint())
    }
    return report.exit
  }

  private func perform(
    _ command: MigrateOptions.Command, _ options: MigrateOptions, _ report: inout MigrateReport
  ) throws -> MigrateExit {
    if command == .new { return try writeNew(options, &report) }
    let streams = try streams(options)
    if command == .lint { return try lint(streams, options, &report) }
    let settings = try settings(options.config, environment)
    let targets = try MigrateTarget.all(options: options, settings: settings, streams: streams)
    switch command {
    case .status, .plan: return try look(targets, &report)
    case .verify: return try verify(targets, &report)
    case .drift: return try drift(targets, &report)
    case .apply: return try apply(targets, options, &report)
    case .baseline: return try baseline(targets, options, &report)
    case .down: return try down(targets, options, settings, &report)
    case .repair: return try repair(targets, options, &report)
    case .new, .lint: return .done
    }
  }

  /// The streams of `--schemas`, or the built-in ones, or those of `./Schemas` where none are.
  private func streams(_ options: MigrateOptions) throws -> [MigrationStream] {
    guard let folder = options.schemas ?? (streams.isEmpty ? "Schemas" : nil) else {
      return streams
    }
    do {
      let found = try MigrationStream.all(inFoldersOf: folder)
      // A context without tables has no folder, and is no less a context.
      return found
        + streams.filter { known in
          known.migrations.isEmpty && !found.contains { $0.name == known.name }
        }
    } catch {
      throw UsageError("\(error); say --schemas DIR")
    }
  }

  /// Opens a database, runs `body` with a runner on it, and closes it.
  ///
  /// - Parameter options: Those of a command that may change the database; it has the lock first.
  func withMigrator<Value>(
    _ target: MigrateTarget, _ options: MigrateOptions? = nil,
    _ body: (Migrator) throws -> Value
  ) throws -> Value {
    let wait = Duration.seconds(options?.waitSeconds ?? 0)
    let isQuiet = options?.json ?? true
    let report: (Migrator.Event) -> Void = { event in
      if !isQuiet { complaints("\(target.name): \(event.line)\n") }
    }
    let lock = options == nil ? nil : try self.lock(target, waiting: wait, report)
    defer { lock?.release() }
    let connection: any SQLConnection
    do {
      connection = try open(target.url)
    } catch {
      throw MigrationError.unreachable("cannot open \(target.name): \(error)")
    }
    defer { connection.close() }
    var settings = Migrator.Settings(
      lockWait: wait, release: release, servingRoles: target.servingRoles)
    settings.holdsLock = lock != nil
    let migrator = Migrator(
      connection: connection, streams: target.streams, clock: clock, settings: settings,
      report: report)
    return try body(migrator)
  }

  /// Takes the lock of a file before the file is opened, or made.
  private func lock(
    _ target: MigrateTarget, waiting patience: Duration,
    _ report: @escaping (Migrator.Event) -> Void
  ) throws -> MigrationFileLock? {
    guard case .sqlite(let path) = target.url else { return nil }
    return try MigrationFileLock(database: path, waiting: patience, report: report)
  }
}

extension Migrator.Event {
  /// What happened, in a line for people.
  var line: String {
    switch self {
    case .waiting(let who): "waiting for another runner (\(who))"
    case .resumed(let id, let finding): "\(id) was interrupted: \(finding)"
    case .began(let id): "\(id) …"
    case .retrying(let id, let attempt): "\(id) could not get its locks; try \(attempt)"
    case .finished(let entry): "\(entry.id) done in \(entry.durationMilliseconds) ms"
    case .reverted(let id): "\(id) undone"
    }
  }
}
