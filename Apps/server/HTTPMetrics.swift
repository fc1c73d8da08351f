import Observability
import Router

/// What the server counts of requests.
struct HTTPMetrics {
  private let requests: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>

  init(_ registry: MetricsRegistry) {
    requests = registry.counter(
      "atrium_http_requests_total", "Requests answered.", labels: ["method", "route", "status"])
    seconds = registry.histogram(
      "atrium_http_request_duration_seconds", "Time from a request's head to its answer.",
      labels: ["route"])
  }

  func record(_ measurement: RequestMetrics.Measurement) {
    requests.labelled(measurement.method, measurement.route, String(measurement.status))
      .increment()
    seconds.labelled(measurement.route).observe(.microseconds(measurement.microseconds))
  }
}
