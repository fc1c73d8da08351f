import Observability

/// What is counted of requests to other servers.
struct HTTPClientMetrics: Sendable {
  private let ended: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>
  let underWay: Gauge
  let waiting: Gauge

  init(_ registry: MetricsRegistry) {
    ended = registry.counter(
      "atrium_http_client_requests_total",
      "Requests to other servers, by what those are to this one and by what came of it.",
      labels: ["peer", "outcome"])
    seconds = registry.histogram(
      "atrium_http_client_request_seconds",
      "How long requests to other servers took, the wait for their turn included.",
      labels: ["peer"], buckets: MetricsRegistry.latencyBuckets + [15, 30])
    underWay = registry.gauge("atrium_http_client_requests", "Requests to other servers under way.")
    waiting = registry.gauge(
      "atrium_http_client_waiting", "Requests to other servers that wait for their turn.")
  }

  func note(
    _ result: Result<HTTPClientResponse, HTTPClientError>, of peer: String, nanoseconds: Int64
  ) {
    let outcome =
      switch result {
      case .success(let answer): "\(answer.status / 100)xx"
      case .failure(let error): error.outcome
      }
    ended.labelled(peer, outcome).increment()
    seconds.labelled(peer).observe(.nanoseconds(nanoseconds))
  }
}
