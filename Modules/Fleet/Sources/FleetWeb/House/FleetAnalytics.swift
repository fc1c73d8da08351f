import ContextKit
import Fleet
import Kernel

/// What administrators follow of Fleet from day to day: litres that were sold and not reversed
/// since, by the day of approval.
func fleetAnalytics(_ store: any FleetStore) -> [AnalyticsMetric] {
  [
    AnalyticsMetric("fleet.liters", "Litres sold", .amount(.litres)) { days in
      try await store.sums(of: .all, by: days.map { ($0.date, $0.span) }).days
        .map { AnalyticsSum($0.date, $0.sums.liters.minorUnits) }
    }
  ]
}
