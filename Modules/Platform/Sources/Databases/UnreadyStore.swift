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
        let (plan, missing) = try await Self.inTime { () -> (MigrationPlan, [String]) in
          try await store.database.check()
          let plan = try await MigrationPlan.read(from: store.database, streams: store.streams)
          // A later release may have taken away what nothing needs any more.
          guard plan.state.isCurrent else { return (plan, []) }
          return (plan, try await store.witness.missing(in: store.database))
        }
        guard missing.isEmpty else {
          let (some, more) = (missing.prefix(5).joined(separator: ", "), missing.count - 5)
          return UnreadyStore(
            contexts: store.contexts, cause: "its schema is not this release's",
            reason: "\(store.url) lacks \(some)\(more > 0 ? " and \(more) more" : "")")
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
    case StorageUnavailable.foreignSchema: "its schema is not this release's"
    default: "it does not answer"
    }
  }

  /// A probe waits less long than a request may.
  private static func inTime<Value: Sendable>(
    _ read: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    guard let loop = EventLoop.current else { return try await read() }
    return try await loop.waiting(atMost: .seconds(2), for: read)
  }
}
