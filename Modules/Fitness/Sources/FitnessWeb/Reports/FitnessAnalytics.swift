import ContextKit
import Fitness
import Kernel

/// What administrators follow of Fitness from day to day, by users' own dates.
func fitnessAnalytics(_ store: any FitnessStore) -> [AnalyticsMetric] {
  [
    AnalyticsMetric("fitness.active_users", "Users who recorded steps", .count) { days in
      try await sums(of: days, store) { $0.users }
    },
    AnalyticsMetric("fitness.counted_steps", "Counted steps", .count) { days in
      try await sums(of: days, store) { $0.countedSteps }
    },
  ]
}

private func sums(
  of days: [AnalyticsDay], _ store: any FitnessStore, _ value: (DaySummary) -> Int64
) async throws -> [AnalyticsSum] {
  guard let first = days.first, let last = days.last, first.date <= last.date else { return [] }
  return try await store.daySummaries(first.date...last.date).reversed()
    .map { AnalyticsSum($0.date, value($0)) }
}
