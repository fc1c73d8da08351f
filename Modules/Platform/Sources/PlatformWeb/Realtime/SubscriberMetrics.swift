import Observability
import PlatformSQL
import Synchronization

/// What is shown of events that wait for the subscribers of contexts. Workers of one database show
/// the same.
final class SubscriberMetrics: Sendable {
  private let count: MetricFamily<Gauge>
  private let age: MetricFamily<Gauge>
  private let shown = Mutex<Set<String>>([])

  init(_ registry: MetricsRegistry) {
    count = registry.gauge(
      "atrium_subscriber_events", "Events that wait for a subscriber.", labels: ["subscriber"])
    age = registry.gauge(
      "atrium_subscriber_events_oldest_seconds",
      "How long ago the oldest event happened that waits for a subscriber.",
      labels: ["subscriber"])
  }

  /// Shows what waits; where nothing does any more, none.
  func show(_ waiting: [EventsWaiting]) {
    let now = Set(waiting.map(\.subscriber))
    let before = shown.withLock { shown in
      defer { shown = now }
      return shown
    }
    for subscriber in before.subtracting(now) {
      count.labelled(subscriber).set(0)
      age.labelled(subscriber).set(0)
    }
    for one in waiting {
      count.labelled(one.subscriber).set(Double(one.count))
      age.labelled(one.subscriber).set(Double(one.oldestMilliseconds) / 1_000)
    }
  }
}
