import Fleet
import Kernel
import Observability
import Synchronization

/// Counts what happens in Fleet on this server.
final class FleetMetrics: FleetWatcher {
  private let steps: MetricFamily<Counter>
  private let refusals: MetricFamily<Counter>
  private let hundredths: Atomic<Int64>

  init(in registry: MetricsRegistry) {
    steps = registry.counter(
      "atrium_fleet_transactions_total", "Steps that transactions took.", labels: ["step"])
    refusals = registry.counter(
      "atrium_fleet_refusals_total", "Changes that were refused, by their codes.",
      labels: ["code"])
    hundredths = Atomic(0)
    registry.counter("atrium_fleet_liters_total", "Litres that were sold.") {
      [weak self] in self.map { Double($0.hundredths.load(ordering: .relaxed)) / 100 }
    }
  }

  func committed(_ news: [FleetNews]) {
    for step in news.compactMap(\.step) {
      steps.labelled(step.name).increment()
      if step.name == "approved" {
        hundredths.wrappingAdd(step.sale.amount.liters.minorUnits, ordering: .relaxed)
      }
    }
  }

  func refused(_ error: any Error) {
    guard let refusal = error as? any Refusing else { return }
    refusals.labelled(refusal.problem.kind.code).increment()
  }
}
