public import Console
public import Kernel

/// `atrium backup` and `atrium restore` without their process: the program hands in the contexts,
/// each with its database and its migrations.
public struct BackupCommand: Sendable {
  /// The release that manifests name.
  let release: String
  /// Dates backups.
  let clock: any WallClock
  /// The variables that `pg_dump` and `pg_restore` are given.
  let environment: [String: String]
  private let contexts: @Sendable () throws -> [BackupContext]

  /// Makes the commands. Nothing is read or opened before one of them runs.
  /// - Parameters:
  ///   - environment: the variables of the process; `PATH` says where Postgres' tools are.
  ///   - contexts: the contexts that the configuration names, in order.
  public init(
    release: String, environment: [String: String], clock: any WallClock = SystemClock(),
    contexts: @escaping @Sendable () throws -> [BackupContext]
  ) {
    self.release = release
    self.environment = environment
    self.clock = clock
    self.contexts = contexts
  }

  /// `atrium backup` and `atrium restore`.
  public var commands: [Command] { [backup, restore] }

  /// The databases of the contexts, each once.
  func stores() throws -> [BackupStore] {
    try BackupStore.all(of: try contexts(), environment: environment)
  }
}
