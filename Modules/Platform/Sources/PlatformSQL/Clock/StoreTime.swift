public import Kernel
public import Storage

/// The store's own clock, by which the servers that share it go.
public enum StoreTime {
  /// How often a server reads it: clocks of computers part by some microseconds in that time.
  private static let interval = Duration.seconds(10)
  /// How often it is read at the start until a reading is quick: the first one opens a connection.
  private static let attempts = 3

  /// A clock of this database's time, read already. A SQLite file has no clock of its own, and its
  /// servers are on one machine: then it is the machine's time of day.
  /// - Throws: the store's error.
  public static func clock(of database: (any Database)?) async throws -> any WallClock {
    guard let database, database.dialect == .postgres else { return SystemClock() }
    let clock = SteadyClock()
    for _ in 0..<attempts {
      if try await clock.synchronise({ try await read(from: database) }) { break }
    }
    return clock
  }

  /// Keeps a clock with the database's until the task is cancelled.
  /// - Throws: the store's error; the clock goes on by itself meanwhile.
  public static func follow(_ database: any Database, with clock: SteadyClock) async throws {
    while true {
      try await Task.sleep(for: interval)
      try await clock.synchronise { try await read(from: database) }
    }
  }

  /// What the database's clock says.
  private static func read(from database: any Database) async throws -> Instant {
    let milliseconds = try await database.first(
      "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    ) { try $0.get(0, as: Int64.self) }
    guard let milliseconds else { throw RowError.noColumn("clock_timestamp") }
    return Instant(milliseconds: milliseconds)
  }
}
