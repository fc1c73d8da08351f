import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What statements on reviews and achievements cost does not depend on how many there are, on every
/// engine.
@Suite struct ReviewPlanTests {
  @Test("Every statement on reviews and achievements uses an index", arguments: Engine.allCases)
  func indexes(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await FitnessFixture(on: engine).database)
    let fit = FitnessFixture(over: watched)
    let (ada, moderator) = (try fit.user("ada"), try fit.moderator("mo"))
    try await fit.fillReviews(3_000)
    let place = StepValidation.ID(rawValue: 1_000)
    _ = watched.takeStatements()
    for state in [nil, StepValidation.State.pending] {
      let filter = ValidationFilter(state: state)
      _ = try await fit.reviews.validations(
        filter, in: .oldest(after: .init(key: FitnessFixture.start, id: place)), limit: 9)
      _ = try await fit.reviews.validations(
        filter, in: .suspicious(after: .init(key: 50, id: place)), limit: 9)
    }
    _ = try await fit.reviews.validations(
      .init(userID: ada), in: .oldest(after: nil), limit: 9)
    for day in 1...2 { _ = try await fit.total(ada, daysAgo: day, 80_000) }
    let waiting = try await fit.reviews.validations(
      .init(userID: ada), in: .oldest(after: nil), limit: 9)
    for one in waiting {
      try await fit.reviews.decide(one.validation.id, .reject(reason: "no"), by: moderator)
    }
    _ = try await fit.total(ada, daysAgo: 2, 1_000)
    _ = try await fit.reviews.open(
      try await fit.total(ada, daysAgo: 3, 2_000).id, because: "odd", by: moderator)
    let statements = watched.takeStatements().filter {
      "\($0)".contains("fitness_step_validations") || "\($0)".contains("fitness_user_achievements")
    }
    let plans = try watched.plans(of: statements, isServing: true)
    #expect(plans.count >= 14)
    for plan in plans {
      // There are few achievements, and few reviews of one user: those may be read and sorted.
      let isOfOne =
        plan.statement.contains("user_id =")
        || plan.statement.contains("fitness_user_achievements u")
      let few: [QueryPlan.Fault.Kind] =
        [.sort]
        + ["a", "fitness_achievements"].flatMap { [.scan(table: $0), .walk(table: $0)] }
      let faults = plan.faults.filter { !isOfOne || !few.contains($0.kind) }
      #expect(faults.isEmpty, "\(faults) of \(plan)")
    }
  }
}

extension FitnessFixture {
  /// Keeps reviews of many users in all states.
  fileprivate func fillReviews(_ count: Int) async throws {
    let date = date(daysAgo: 9)
    let states = StepValidation.State.allCases
    let validations = (1...count).map { number in
      StepValidation(
        id: .init(rawValue: UInt128(number)), recordID: .init(rawValue: UInt128(number)),
        userID: .init(rawValue: UInt128(number % 500 + 1)), date: date, steps: 1,
        source: .garmin, state: states[number % states.count], score: number % 100, rules: [],
        createdAt: Self.start.adding(seconds: Int64(number)))
    }
    try await store.atomically(.unkeyed) { try $0.insert(validations) }
  }
}
