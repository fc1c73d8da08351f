import HTTP
public import Observability
public import Router
import Synchronization

/// What the server counts of requests.
///
/// Looking a series up by its labels costs more than a small answer does, so each route keeps the
/// few that it uses.
public final class HTTPMetrics: Sendable {
  private let requests: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>
  private let meters: [RouteMeter]
  private let unmatched: RouteMeter

  /// Series for each of the routes, which must be the router's own in their order; they come into
  /// being with the first request.
  public init(_ registry: MetricsRegistry, _ routes: [Route]) {
    requests = registry.counter(
      "atrium_http_requests_total", "Requests answered.", labels: ["method", "route", "status"])
    seconds = registry.histogram(
      "atrium_http_request_duration_seconds", "Time from a request's head to its answer.",
      labels: ["route"])
    meters = routes.map { RouteMeter($0.path) }
    unmatched = RouteMeter("unmatched")
  }

  /// Counts one request.
  public func record(_ measurement: borrowing RequestMetrics.Measurement) {
    let meter = measurement.route.map { meters[$0] } ?? unmatched
    // Whatever a client makes up is counted together: a label must not take any value.
    let method = measurement.route == nil ? "any" : measurement.method.rawValue
    let (counter, histogram) = meter.series(
      method, measurement.status, makingCounter: requests.labelled,
      makingHistogram: seconds.labelled)
    counter.increment()
    histogram.observe(.microseconds(measurement.microseconds))
  }
}

/// The series of one route that were used so far.
private final class RouteMeter: Sendable {
  private struct Series {
    var histogram: Histogram?
    var counters: [(method: String, status: Int, counter: Counter)] = []
  }

  private let path: String
  private let used = Mutex(Series())

  init(_ path: String) {
    self.path = path
  }

  func series(
    _ method: String, _ status: Int, makingCounter: ([String]) -> Counter,
    makingHistogram: ([String]) -> Histogram
  ) -> (Counter, Histogram) {
    used.withLock { used in
      let histogram = used.histogram ?? makingHistogram([path])
      used.histogram = histogram
      for known in used.counters where known.status == status && known.method == method {
        return (known.counter, histogram)
      }
      let counter = makingCounter([method, path, String(status)])
      used.counters.append((method, status, counter))
      return (counter, histogram)
    }
  }
}
