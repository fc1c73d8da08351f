public import Observability
import Storage
import Synchronization

/// Metrics of replicas. They are counted where statements are, and told from there.
public final class ReplicaMetrics: Sendable {
  private static let labels = ["database", "replica"]

  private let usable: MetricFamily<Gauge>
  private let behind: MetricFamily<Gauge>
  private let reads: MetricFamily<Counter>
  private let fallbacks: MetricFamily<Counter>
  /// Two who look at once must not both add what is new.
  private let looking = Mutex(())

  /// Metrics of replicas, all of them yet to be measured.
  public init(_ registry: MetricsRegistry) {
    usable = registry.gauge(
      "atrium_replica_usable", "Whether reads go to the replica (1) or not (0).",
      labels: Self.labels)
    behind = registry.gauge(
      "atrium_replica_behind_seconds",
      "How long ago the replica is known to have replayed everything; infinite while unknown.",
      labels: Self.labels)
    reads = registry.counter(
      "atrium_replica_reads_total", "Statements that the replica answered.", labels: Self.labels)
    fallbacks = registry.counter(
      "atrium_replica_fallbacks_total",
      "Statements that the replica should have answered and the primary did.",
      labels: Self.labels)
  }

  /// Brings the metrics up to date, before they are shown.
  public func measure(_ stores: Stores) {
    for store in stores.all {
      for (index, status) in store.replicas.enumerated() {
        note(status, database: store.label, replica: "\(index + 1)")
      }
    }
  }

  private func note(_ status: ReplicaStatus, database: String, replica: String) {
    looking.withLock { _ in
      usable.labelled(database, replica).set(status.state == .usable ? 1 : 0)
      behind.labelled(database, replica).set(status.secondsBehind ?? .infinity)
      let (answered, missed) = (
        reads.labelled(database, replica), fallbacks.labelled(database, replica)
      )
      answered.increment(by: status.reads - answered.value)
      missed.increment(by: status.fallbacks - missed.value)
    }
  }
}
