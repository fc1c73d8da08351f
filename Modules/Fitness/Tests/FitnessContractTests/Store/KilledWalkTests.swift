import Fitness
import FitnessTesting
import Glibc
import Kernel
import Ports
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed in the middle of a change, on every engine.
@Suite struct KilledWalkTests {
  @Test(
    "Killed between any two statements, a process leaves an upload whole or not made",
    arguments: Engine.allCases)
  func uploading(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let address = try #require(Engine.address(of: fixture.database))
    try await expectWholeWhenKilled(on: fixture.database) {
      try await [
        fixture.count("fitness_step_records"), fixture.count("fitness_step_days"),
        fixture.count("fitness_profiles WHERE total_counted = 5000"),
        fixture.count("fitness_wallets WHERE available_coins = 50"),
        fixture.count("fitness_coin_transactions"), fixture.count("ledger_transfers"),
        fixture.count("platform_outbox WHERE type = 'fitness.steps.recorded'"),
        fixture.count("platform_outbox WHERE type = 'fitness.coins.changed'"),
      ]
    } change: { number, database in
      try await Self.upload(number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, number = number as Int] in
        try await KilledWalkTests.upload(
          number, in: MortalDatabase(try Engine.open(address), dyingAt: number))
      }
    }
  }

  @Test(
    "Killed between any two statements, a process leaves an adjustment whole or not made",
    arguments: Engine.allCases)
  func adjusting(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let address = try #require(Engine.address(of: fixture.database))
    try await expectWholeWhenKilled(on: fixture.database) {
      try await [
        fixture.count("fitness_wallets WHERE available_coins = 7"),
        fixture.count("fitness_coin_transactions"), fixture.count("ledger_transfers"),
        fixture.count("platform_audit WHERE action = 'fitness.wallet.adjust'"),
        fixture.count("platform_outbox WHERE type = 'fitness.coins.changed'"),
      ]
    } change: { number, database in
      try await Self.adjust(number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, number = number as Int] in
        try await KilledWalkTests.adjust(
          number, in: MortalDatabase(try Engine.open(address), dyingAt: number))
      }
    }
  }

  /// A walker of each attempt.
  private static func walker(_ number: Int) -> UserID {
    UserID(rawValue: 1 << 90 + UInt128(number))
  }

  static func upload(_ number: Int, in database: any Database) async throws {
    let fixture = FitnessFixture(over: database).withoutAchievements()
    try await fixture.walk(walker(number), UploadContractTests.today, 5_000)
  }

  static func adjust(_ number: Int, in database: any Database) async throws {
    let fixture = FitnessFixture(over: database).withoutAchievements()
    let user = walker(number)
    fixture.directory.add(DirectoryUser(id: user, name: "walker", email: nil, isActive: true))
    // Asked for again, it looks whether it was made.
    guard try await fixture.store.wallet(of: user)?.available ?? 0 == 0 else { return }
    _ = try await fixture.wallets.adjust(
      7, of: user, because: "A gift", allowsDebt: false,
      by: FitnessCaller(userID: user, rights: [.admin]))
  }
}
