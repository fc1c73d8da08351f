public import RuntimeSettings
public import Storage

/// Keeps a server's settings as the database has them: reads them anew whenever a change is
/// announced, and whenever the sum of their versions tells of one that was not.
///
/// The sum is what no change leaves as it was, whichever order the changes commit in.
public struct SettingsFeed: Sendable {
  private let database: any Database
  private let store: SettingsStore

  /// A feed from the database that keeps the settings.
  public init(from database: any Database, into store: SettingsStore) {
    self.database = database
    self.store = store
  }

  /// Reads everything.
  public func read() async throws {
    store.replace(with: try await SQLSettings.stored(in: database))
    store.add(history: try await SQLSettings.history(in: database))
  }

  /// Reads everything if something was changed.
  /// - Parameter known: the sum of the versions that was seen last.
  /// - Returns: the sum now.
  public func readNews(since known: Int64) async throws -> Int64 {
    let sum = try await versions()
    if sum != known { try await read() }
    return sum
  }

  /// Follows the changes until the task is cancelled.
  /// - Throws: the store's error. The caller may call again; nothing is lost.
  public func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      let news = database.announcements(on: SQLSettings.channel)
      group.addTask {
        for await _ in news { try await read() }
      }
      group.addTask {
        var known: Int64 = -1
        while !Task.isCancelled {
          known = try await readNews(since: known)
          try await Task.sleep(for: .milliseconds(SQLSettings.interval))
        }
      }
      try await group.waitForAll()
    }
  }

  private func versions() async throws -> Int64 {
    try await database.first(
      "SELECT CAST(COALESCE(sum(version), 0) AS bigint) FROM platform_settings"
    ) { try $0.get(0, as: Int64.self) } ?? 0
  }
}
