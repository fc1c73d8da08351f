import Observability

/// What is counted of requests to other servers.
struct HTTPClientMetrics: Sendable {
  private let ended: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>
  let underWay: Gauge
  let waiting: Gauge
  private let circuits: MetricFamily<Gauge>
  private let openings: MetricFamily<Counter>

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
    circuits = registry.gauge(
      "atrium_http_client_circuit_state",
      "The circuit of another server that changed last: 0 closed, 1 half-open, 2 open.",
      labels: ["peer"])
    openings = registry.counter(
      "atrium_http_client_circuit_opened_total",
      "How often a circuit opened, so that another server was left alone for a while.",
      labels: ["peer"])
  }

  /// Notes that a circuit is in another state than it was.
  func noteCircuit(
    of peer: String, from before: CircuitBreaker.State, to after: CircuitBreaker.State
  ) {
    guard before != after else { return }
    switch after {
    case .closed: circuits.labelled(peer).set(0)
    case .halfOpen: circuits.labelled(peer).set(1)
    case .open:
      circuits.labelled(peer).set(2)
      openings.labelled(peer).increment()
    }
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
