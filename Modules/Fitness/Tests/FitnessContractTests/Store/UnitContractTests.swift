import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Testing

@Suite struct UnitContractTests {
  @Test("Steps of a date earn coins by its rate", arguments: Engine.allCases)
  func walking(_ engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let ada = try fixture.user("ada")
    let today = try #require(CivilDate(year: 2026, month: 1, day: 1))
    let outcome = try await fixture.walk(ada, today, 8_345)
    #expect(outcome.days.first?.earned == CoinFraction(parts: 834_500))
    #expect(outcome.coinsAwarded == 83 && outcome.unlocked == ["steps_1k", "steps_5k"])
    #expect(outcome.wallet.wallet.available == 83 + 10 + 25)
  }
}
