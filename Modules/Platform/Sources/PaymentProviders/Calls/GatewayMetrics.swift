public import Observability

/// What is counted of calls to providers, their repetitions included.
public struct GatewayMetrics: Sendable {
  private let calls: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>

  /// Registers what is counted.
  public init(_ registry: MetricsRegistry) {
    calls = registry.counter(
      "atrium_payment_calls_total", "Calls to payment providers, by what came of them.",
      labels: ["provider", "operation", "outcome"])
    seconds = registry.histogram(
      "atrium_payment_call_seconds",
      "How long calls to payment providers took, repetitions and pauses included.",
      labels: ["provider"], buckets: MetricsRegistry.latencyBuckets + [15, 30, 60])
  }

  func note<Value>(
    _ result: Result<Value, CallFailure>, of call: ProviderCall, peer: String,
    taking duration: Duration
  ) {
    let outcome =
      switch result {
      case .success: "succeeded"
      case .failure(.refused): "refused"
      case .failure(.unavailable): "unavailable"
      case .failure(.outcomeUnknown): "outcome_unknown"
      }
    calls.labelled(peer, call.operation, outcome).increment()
    seconds.labelled(peer).observe(duration)
  }
}
