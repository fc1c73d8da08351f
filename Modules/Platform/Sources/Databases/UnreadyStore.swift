import EventLoop
import Migrations
import Storage

/// A database that does not do what the routes over it need.
public struct UnreadyStore: Sendable, Hashable {
  /// The contexts that keep their data in it.
  public let contexts: [String]
  /// Why, as anybody may be told.
  public let cause: String
  /// Why, with all that is known, for the log.
  public let reason: String
}

extension Stores {
  /// The first store that is not migrated, or does not answer and take changes within two seconds;
  /// nil where all do.
  public func firstUnready() async -> UnreadyStore? {
    for store in all {
      do {
        let plan = try await Self.inTime {
          try await store.database.check()
          return try await MigrationPlan.read(from: store.database, streams: store.streams)
        }
        guard plan.isServable else {
          return UnreadyStore(
            contexts: store.contexts, cause: "its schema is not this release's",
            reason: plan.state.message(database: "\(store.url)"))
        }
      } catch {
        return UnreadyStore(
          contexts: store.contexts, cause: Self.cause(error), reason: "\(error)")
      }
    }
    return nil
  }

  private static func cause(_ error: any Error) -> String {
    switch error {
    case StorageUnavailable.diskFull: "its disk is full"
    case StorageUnavailable.readOnly: "it only reads"
    default: "it does not answer"
    }
  }

  /// A probe waits less long than a request may.
  private static func inTime(
    _ read: @escaping @Sendable () async throws -> MigrationPlan
  ) async throws -> MigrationPlan {
    guard let loop = EventLoop.current else { return try await read() }
    return try await loop.waiting(atMost: .seconds(2), for: read)
  }
}
