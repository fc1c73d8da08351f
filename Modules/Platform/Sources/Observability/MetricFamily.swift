import Synchronization

/// Metrics of one name, distinguished by the values of their labels.
///
/// `labelled` takes a lock: keep its result where you count often.
public final class MetricFamily<Metric: AnyObject & Sendable>: Sendable {
  /// More series than this would be a fault: a label that takes any value a client sends. What
  /// is beyond goes to one series whose labels all say `overflow`.
  private static var largest: Int { 2_000 }

  let name: String
  let help: String
  let labels: [String]
  private let make: @Sendable () -> Metric
  private let series = Mutex<[[String]: Metric]>([:])

  init(name: String, help: String, labels: [String], make: @escaping @Sendable () -> Metric) {
    (self.name, self.help, self.labels, self.make) = (name, help, labels, make)
    // A metric without labels exists from the beginning, at zero.
    if labels.isEmpty { series.withLock { $0[[]] = make() } }
  }

  /// The metric with these label values, in the order of the declared labels. Missing values are
  /// empty and superfluous ones left out.
  public func labelled(_ values: String...) -> Metric { labelled(values) }

  /// The metric with these label values, in the order of the declared labels.
  public func labelled(_ values: [String]) -> Metric {
    let fitting = labels.indices.map { $0 < values.count ? values[$0] : "" }
    return series.withLock { series in
      if let metric = series[fitting] { return metric }
      let key = series.count < Self.largest ? fitting : labels.map { _ in "overflow" }
      if let metric = series[key] { return metric }
      let metric = make()
      series[key] = metric
      return metric
    }
  }

  /// All series, in a steady order.
  var all: [(values: [String], metric: Metric)] {
    series.withLock { $0.map { ($0.key, $0.value) } }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
  }
}
