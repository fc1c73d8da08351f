public import Fitness
public import Kernel
public import PlatformSQL
import Storage
import Synchronization
import Work

/// Fitness's rows in a database of either engine.
public struct SQLFitnessStore: FitnessStore {
  let units: SQLUnitsOfWork
  private let defaultZone: @Sendable () -> StepZone
  private let watcher: (any FitnessWatcher)?

  /// A store in the database of the context's units of work, whose schema is current.
  /// - Parameters:
  ///   - defaultZone: the zone of profiles that are made.
  ///   - watcher: hears of what was committed.
  public init(
    work: SQLUnitsOfWork, defaultZone: @escaping @Sendable () -> StepZone,
    watcher: (any FitnessWatcher)? = nil
  ) {
    units = work
    self.defaultZone = defaultZone
    self.watcher = watcher
  }

  /// The same rows, changed by another business clock, for whoever makes up a past: a demo.
  public func following(_ clock: any WallClock) -> SQLFitnessStore {
    SQLFitnessStore(work: units.following(clock), defaultZone: defaultZone)
  }

  var database: any Database { units.database }

  /// Throws the answer that is kept under a key as `Replay`.
  public func replay(_ key: IdempotencyKey) async throws { try await units.replay(key) }

  /// Runs a unit of work.
  public func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any FitnessTransaction) throws -> Value
  ) async throws -> Value {
    let (noted, ids, defaultZone) = (NotedNews(), units.ids, defaultZone)
    let value = try await units.transaction(once) { unit in
      // The last run is the one that is committed.
      noted.reset()
      return try body(
        SQLFitnessTransaction(unit: unit, ids: ids, defaultZone: defaultZone, noted: noted))
    }
    watcher?.committed(noted.news)
    return value
  }
}

/// Fitness's rows within one unit of work. Each area's are in a file of its own.
struct SQLFitnessTransaction: FitnessTransaction {
  let unit: SQLWork
  let ids: any IDSource
  let defaultZone: @Sendable () -> StepZone
  /// What was told, for whoever counts it.
  let noted: NotedNews

  var work: any Work { unit }
  var now: Instant { unit.now }
  var sql: any SQLExecutor { unit.sql }

  func note(_ news: FitnessNews) { noted.append(news) }
}

/// The news of one unit of work, for whoever counts them once it is committed.
final class NotedNews: Sendable {
  private let kept = Mutex<[FitnessNews]>([])

  var news: [FitnessNews] { kept.withLock { $0 } }

  func append(_ news: FitnessNews) { kept.withLock { $0.append(news) } }

  func reset() { kept.withLock { $0 = [] } }
}
