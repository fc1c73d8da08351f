public import Observability
import StoragePostgres
import Synchronization

/// Counts what had to wait for somebody else's locks for too long.
public final class LockMetrics: Sendable {
  private let timeouts: MetricFamily<Counter>
  /// Two who look at once must not both add what is new.
  private let looking = Mutex(())

  /// The metric, yet to be measured.
  public init(_ registry: MetricsRegistry) {
    timeouts = registry.counter(
      "atrium_database_lock_timeouts_total",
      "Statements and transactions that met a lock for longer than storage.lock_timeout.",
      labels: ["database"])
  }

  /// Brings the metric up to date, before it is shown.
  public func measure(_ stores: Stores) {
    looking.withLock { _ in
      for store in stores.all {
        guard let database = store.database as? PostgresDatabase else { continue }
        let counter = timeouts.labelled(store.label)
        counter.increment(by: database.lockTimeouts - counter.value)
      }
    }
  }
}
