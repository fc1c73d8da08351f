public import Jobs
public import Kernel
public import Ports
public import Storage

/// The row by which the servers of a store share their business time.
public struct SQLClock: ClockStore {
  /// The channel on which it is announced that the clock was moved.
  public static let channel = "platform_clock"

  private let database: any Database

  /// The clock of a database with the platform's tables.
  public init(database: any Database) {
    self.database = database
  }

  /// By how many milliseconds business time is ahead.
  public func offset() async throws -> Int64 {
    try await database.first("SELECT offset_ms FROM platform_clock WHERE id = 1") {
      try $0.get(0, as: Int64.self)
    } ?? 0
  }

  /// Accepts a move. Moves that are accepted at once add up.
  /// - Returns: by how much the clock is to be ahead at its end.
  public func accept(_ move: ClockMove) async throws -> Int64 {
    let target: SQL
    switch move {
    case .by(let milliseconds):
      target = """
        \(milliseconds) + CASE WHEN target_ms > offset_ms THEN target_ms ELSE offset_ms END
        """
    case .toOffset(let milliseconds): target = "\(milliseconds)"
    }
    let accepted =
      try await database.first(
        """
        UPDATE platform_clock
        SET target_ms = CASE WHEN target_ms > \(target) THEN target_ms ELSE \(target) END
        WHERE id = 1
        RETURNING target_ms
        """
      ) { try $0.get(0, as: Int64.self) } ?? 0
    // What is behind somebody else's goal is reached on the way to it.
    if case .toOffset(let milliseconds) = move { return milliseconds }
    return accepted
  }

  /// Moves the clock forward.
  /// - Returns: by how much it is ahead now: more than was asked for, if somebody else moved it
  ///   further.
  public func advance(toOffset milliseconds: Int64, audit: AuditEntry?) async throws -> Int64 {
    try await database.transaction { sql in
      let changed = try sql.execute(
        """
        UPDATE platform_clock SET offset_ms = \(milliseconds)
        WHERE id = 1 AND offset_ms < \(milliseconds)
        """)
      if changed == 1, let audit { try AuditTrail.append(audit, in: sql) }
    }
    database.announce(Self.channel)
    return try await offset()
  }

  /// Keeps a server's clock with the store's until the task is cancelled: at once where it is
  /// announced, and a few times a second.
  public func follow(_ clock: BusinessClock) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask {
        for await _ in database.announcements(on: Self.channel) {
          clock.advance(toOffset: try await offset())
        }
      }
      group.addTask {
        while true {
          clock.advance(toOffset: try await offset())
          try await Task.sleep(for: .milliseconds(250))
        }
      }
      try await group.waitForAll()
    }
  }
}
