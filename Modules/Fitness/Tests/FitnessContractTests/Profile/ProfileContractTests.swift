import Events
import Fitness
import FitnessTesting
import Jobs
import Kernel
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What users set of themselves, and what becomes of it, on every engine.
@Suite struct ProfileContractTests {
  @Test("A new zone moves no date, and a new goal is today's", arguments: Engine.allCases)
  func changing(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let today = UploadContractTests.today
    try await fixture.walk(ada, today.adding(days: -1), 600)
    try await fixture.walk(ada, today, 700)
    var change = ProfileChange()
    change.zone = StepZone("Europe/Paris")
    change.dailyGoal = 650
    _ = try await fixture.profiles.change(change, of: ada, precondition: { _ in })
    change.zone = .utc
    let profile = try await fixture.profiles.change(change, of: ada, precondition: { _ in })
    #expect(profile.version == 3)
    let days = try await fixture.store.days(of: ada, in: .earliest ... .latest)
    #expect(days.map(\.date) == [today, today.adding(days: -1)])
    #expect(days.map(\.goal) == [650, 10_000])
    #expect(days.map(\.isGoalMet) == [true, false])
    let again = try await fixture.profiles.change(change, of: ada, precondition: { _ in })
    #expect(again == profile)
  }

  @Test(
    "What somebody walked who has left is removed, and their coins' lines stay",
    arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let (ada, bob) = (try fixture.user("ada"), try fixture.user("bob"))
    for user in [ada, bob] {
      for day in 0..<3 {
        try await fixture.walk(user, UploadContractTests.today.adding(days: -day), 5_000)
      }
    }
    try await fixture.deletions.delete(ada)
    let leaving = WalkerLeaving(store: fixture.store)
    let event: RelayedEvent.ID = fixture.ids.make()
    for _ in 1...2 { try await leaving.forget(ada, after: event) }
    #expect(try await fixture.count("platform_jobs WHERE kind = 'fitness.forget_walker'") == 1)
    try await fixture.time.advance(
      by: .seconds(60),
      doing: [
        JobHandler(ForgetWalker.self) { job, run in
          try await leaving.forget(job.user, in: run, slice: 2)
        }
      ])
    #expect(try await fixture.count("fitness_step_records WHERE user_id = \(ada)") == 0)
    #expect(try await fixture.count("fitness_step_days WHERE user_id = \(ada)") == 0)
    #expect(try await fixture.count("fitness_step_records WHERE user_id = \(bob)") == 3)
    #expect(try await fixture.count("fitness_coin_transactions WHERE user_id = \(ada)") == 3)
    let profile = try #require(try await fixture.store.profile(of: ada))
    #expect(profile.deletedAt != nil && profile.visibility == .hidden)
    #expect(try await fixture.bookDifferences(of: bob) == [])
  }
}
