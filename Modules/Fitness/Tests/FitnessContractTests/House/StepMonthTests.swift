import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Testing

/// The places of months of records.
@Suite struct StepMonthTests {
  private func keeper(_ fixture: FitnessFixture) throws -> any StepMonthKeeping {
    try #require(fixture.store as? any StepMonthKeeping)
  }

  @Test("Room is wanted for this month and three more, over the end of a year")
  func wanted() throws {
    let today = try #require(CivilDate(year: 2026, month: 11, day: 30))
    #expect(
      StepMonths.wanted(on: today).map(\.description)
        == ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01"])
  }

  @Test(
    "A month's place takes what was recorded of it before, and is given up once empty",
    arguments: Engine.allCases)
  func moving(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let months = try keeper(fixture)
    let ada = try fixture.user("ada")
    let today = try #require(CivilDate(year: 2026, month: 1, day: 1))
    let outcome = try await fixture.walk(ada, today, 1_000)
    // Further away than any month that a schema begins with.
    let far = try #require(CivilDate(year: 2041, month: 5, day: 31))
    try await fixture.database.execute(
      "UPDATE fitness_step_records SET date = \(far) WHERE user_id = \(ada)")
    #expect(outcome.days.count == 1)
    let added = engine == .postgres ? 1 : 0
    #expect(try await months.addMonths([far]) == added)
    #expect(try await months.addMonths([far]) == 0)
    let found = try await fixture.database.all(
      "SELECT date FROM fitness_step_records WHERE user_id = \(ada)"
    ) { try $0.get(0, as: CivilDate.self) }
    #expect(found == [far])
    #expect(try await months.dropMonth(far) == false)
    try await fixture.database.execute(
      "DELETE FROM fitness_step_records WHERE user_id = \(ada)")
    #expect(try await months.dropMonth(far) == (engine == .postgres))
    #expect(try await months.dropMonth(far) == false)
  }
}
