import Ajo
import Observability

extension CircleFigures {
  /// Registers what circles do when something is due.
  func register(in metrics: MetricsRegistry) {
    metrics.counter("atrium_ajo_circle_looks", "Circles that were looked at with something due.") {
      Double(self.looks)
    }
    metrics.counter("atrium_ajo_circle_payouts", "Pots that were paid out when due.") {
      Double(self.payouts)
    }
    metrics.counter(
      "atrium_ajo_circle_mandates", "Contributions that were collected by mandate."
    ) { Double(self.mandates) }
    metrics.counter(
      "atrium_ajo_circle_holds", "Circles that were held for an hour, as looks at them failed."
    ) { Double(self.holds) }
    metrics.counter("atrium_ajo_circle_late", "Contributions whose grace was over.") {
      Double(self.late)
    }
  }
}
