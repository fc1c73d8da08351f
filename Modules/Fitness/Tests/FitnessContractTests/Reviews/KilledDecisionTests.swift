import Fitness
import FitnessTesting
import Glibc
import Kernel
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed in the middle of a decision, on every engine.
@Suite struct KilledDecisionTests {
  @Test(
    "Killed between any two statements, a process leaves a decision whole or not made",
    arguments: Engine.allCases)
  func whole(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    // As many as there may be statements to be killed at.
    var ids: [StepValidation.ID] = []
    for number in 0..<140 {
      _ = try await fit.total(try fit.user("walker\(number)"), daysAgo: 1, 80_000)
    }
    for waiting in try await fit.reviews.waiting() { ids.append(waiting.validation.id) }
    let reviewer = "\(try fit.moderator("mo").userID)"
    let list = ids.map { "\($0)" }.joined(separator: ",")
    let address = try #require(Engine.address(of: fit.database))
    try await expectWholeWhenKilled(on: fit.database) {
      [
        try await fit.count("fitness_step_validations WHERE status = 'approved'"),
        try await fit.count("fitness_step_records WHERE verification = 'verified'"),
        try await fit.count("fitness_step_days WHERE counted = 50000"),
        try await fit.count("fitness_wallets WHERE available_coins = 685"),
        try await fit.count("fitness_user_achievements WHERE coins = 100"),
        try await fit.count("platform_outbox WHERE type = 'fitness.validation.approved'"),
        try await fit.count("platform_audit WHERE action = 'fitness.validation.approve'"),
      ]
    } change: { number, database in
      try await Self.approve(number, of: list, by: reviewer, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          number = number as Int, list = list as String, reviewer = reviewer as String,
          address = address as String
        ] in
        try await Self.approve(
          number, of: list, by: reviewer,
          in: MortalDatabase(try Engine.open(address), dyingAt: number))
      }
    }
  }

  private static func approve(
    _ number: Int, of list: String, by reviewer: String, in database: any Database
  ) async throws {
    let all = list.split(separator: ",")
    guard number < all.count, let id = StepValidation.ID(String(all[number])),
      let user = UserID(reviewer)
    else { return }
    do {
      _ = try await FitnessFixture(over: database, seed: UInt64(number + 100)).reviews.decide(
        id, .approve(note: nil), by: FitnessCaller(userID: user, rights: [.moderator]))
    } catch ReviewRefusal.alreadyDecided {
      // It is there already.
    }
  }
}
