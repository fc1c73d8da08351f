import Fitness
import Kernel
import Observability
import Work

/// Counts what happens in Fitness on this server.
final class FitnessMetrics: FitnessWatcher {
  private let records: MetricFamily<Counter>
  private let news: MetricFamily<Counter>

  init(in registry: MetricsRegistry) {
    records = registry.counter(
      "atrium_fitness_records_total", "Records that were uploaded, by source and by result.",
      labels: ["source", "result"])
    news = registry.counter(
      "atrium_fitness_events_total", "What happened, by the types of events.", labels: ["type"])
  }

  func committed(_ news: [FitnessNews]) {
    for type in news.compactMap(\.event?.type) { self.news.labelled(type).increment() }
  }

  /// A record was taken, or not.
  func count(_ source: StepSource, _ result: String) {
    records.labelled(source.rawValue, result).increment()
  }
}
