import Synchronization

/// The metrics of a program, and their text for Prometheus.
///
/// Names are made fit for Prometheus: characters it does not know become underscores, counters
/// end in `_total`. Asking twice for one name answers the same metric.
public final class MetricsRegistry: Sendable {
  /// The media type of `exposition()`.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// Seconds, from half a millisecond to ten seconds: what a request takes.
  public static let latencyBuckets = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  private struct Families {
    var counters: [String: MetricFamily<Counter>] = [:]
    var gauges: [String: MetricFamily<Gauge>] = [:]
    var histograms: [String: MetricFamily<Histogram>] = [:]
    var measured: [String: Measured] = [:]
  }

  /// A metric that is read when it is asked for.
  struct Measured: Sendable {
    let help: String
    let type: String
    let read: @Sendable () -> Double?
  }

  private let families = Mutex(Families())

  /// A registry.
  ///
  /// - Parameter process: whether it also tells of the process itself: memory, open files,
  ///   start, processor time.
  public init(process: Bool = true) {
    if process { ProcessMetrics.register(in: self) }
  }

  /// A counter without labels.
  public func counter(_ name: String, _ help: String) -> Counter {
    counter(name, help, labels: []).labelled()
  }

  /// Counters that labels tell apart.
  public func counter(_ name: String, _ help: String, labels: [String]) -> MetricFamily<Counter> {
    family(MetricText.counterName(name), help, labels, in: \.counters) { Counter() }
  }

  /// A gauge without labels.
  public func gauge(_ name: String, _ help: String) -> Gauge {
    gauge(name, help, labels: []).labelled()
  }

  /// Gauges that labels tell apart.
  public func gauge(_ name: String, _ help: String, labels: [String]) -> MetricFamily<Gauge> {
    family(MetricText.name(name), help, labels, in: \.gauges) { Gauge() }
  }

  /// A histogram without labels.
  public func histogram(
    _ name: String, _ help: String, buckets: [Double] = latencyBuckets
  ) -> Histogram {
    histogram(name, help, labels: [], buckets: buckets).labelled()
  }

  /// Histograms that labels tell apart.
  ///
  /// - Parameter buckets: upper bounds; infinity need not be among them.
  public func histogram(
    _ name: String, _ help: String, labels: [String], buckets: [Double] = latencyBuckets
  ) -> MetricFamily<Histogram> {
    let bounds = Set(buckets.filter(\.isFinite)).sorted()
    return family(MetricText.name(name), help, labels, in: \.histograms) {
      Histogram(bounds: bounds)
    }
  }

  /// The family of a name, made where it is not known yet.
  private func family<Metric>(
    _ name: String, _ help: String, _ labels: [String],
    in known: WritableKeyPath<Families, [String: MetricFamily<Metric>]>,
    make: @escaping @Sendable () -> Metric
  ) -> MetricFamily<Metric> {
    families.withLock { families in
      if let family = families[keyPath: known][name] { return family }
      let family = MetricFamily(
        name: name, help: help, labels: labels.map(MetricText.labelName), make: make)
      families[keyPath: known][name] = family
      return family
    }
  }

  /// A gauge that is read at each scrape; left out while it is `nil`.
  public func gauge(_ name: String, _ help: String, read: @escaping @Sendable () -> Double?) {
    measure(MetricText.name(name), Measured(help: help, type: "gauge", read: read))
  }

  /// A counter that is read at each scrape; left out while it is `nil`.
  public func counter(_ name: String, _ help: String, read: @escaping @Sendable () -> Double?) {
    measure(MetricText.counterName(name), Measured(help: help, type: "counter", read: read))
  }

  private func measure(_ name: String, _ measured: Measured) {
    families.withLock { $0.measured[name] = measured }
  }

  /// All metrics in Prometheus' text format 0.0.4, in the order of their names.
  public func exposition() -> [UInt8] {
    // Reading a metric may take its time; the lock is not held meanwhile.
    let now = families.withLock { $0 }
    var blocks: [(name: String, text: String)] = []
    blocks += now.counters.values.map { ($0.name, MetricText.block($0)) }
    blocks += now.gauges.values.map { ($0.name, MetricText.block($0)) }
    blocks += now.histograms.values.map { ($0.name, MetricText.block($0)) }
    blocks += now.measured.compactMap { name, measured in
      measured.read().map {
        (
          name,
          MetricText.head(name, measured.help, measured.type) + MetricText.sample(name, [], $0)
        )
      }
    }
    return blocks.sorted { $0.name < $1.name }.flatMap { Array($0.text.utf8) }
  }
}
