import Glibc

/// A Postgres server of one's own with a streaming replica. Both end with the process.
public final class ReplicatedPostgres: Sendable {
  /// Where the primary is, as its superuser.
  public let primary: String
  /// Where the replica is.
  public let replica: String
  private let replicaFolder: String
  private let script: String

  /// Starts both; returns when the replica takes connections.
  ///
  /// - Throws: When Postgres cannot be had, saying what is missing.
  public init() throws {
    script = try PostgresServer.script()
    let primaryFolder = try Environment.makeTemporaryFolder()
    replicaFolder = try Environment.makeTemporaryFolder()
    primary = try Self.run([script, "start", primaryFolder, "\(getpid())"])
    replica = try Self.run([script, "replica", replicaFolder, primaryFolder, "\(getpid())"])
  }

  /// Stops the replica, cutting its connections; it can be resumed.
  public func pauseReplica() throws { _ = try Self.run([script, "pause", replicaFolder]) }

  /// Starts the replica again, where it was.
  public func resumeReplica() throws { _ = try Self.run([script, "resume", replicaFolder]) }

  /// The URL of a server with the name of another database.
  public static func url(_ url: String, ofDatabase name: String) -> String {
    PostgresServer.replacingDatabase(of: url, with: name)
  }

  private static func run(_ arguments: [String]) throws -> String {
    let (status, output) = try ChildProcess.run(arguments)
    guard status == 0 else {
      throw TestSetupError("\(arguments.joined(separator: " ")) failed; what it said is above")
    }
    return String(output.prefix { $0 != "\n" })
  }
}
