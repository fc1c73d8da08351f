import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What becomes of records that are uploaded, on every engine.
@Suite struct UploadContractTests {
  static let today = CivilDate(year: 2026, month: 1, day: 1) ?? .earliest

  @Test(
    "Steps of a date earn coins by its rate, and the rest of one is kept",
    arguments: Engine.allCases)
  func walking(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let outcome = try await fixture.walk(ada, Self.today, 8_345)
    #expect(outcome.days.first?.earned == CoinFraction(parts: 834_500))
    #expect(outcome.coinsAwarded == 83)
    #expect(outcome.wallet.wallet.available == 83)
    #expect(outcome.wallet.fraction == CoinFraction(parts: 4_500))
    let more = try await fixture.walk(ada, Self.today.adding(days: -1), 60)
    #expect(more.coinsAwarded == 1)
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test(
    "A correction takes the place of what it corrects, which stays readable",
    arguments: Engine.allCases)
  func correcting(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let first = try await fixture.walk(ada, Self.today, 5_000)
    let second = try await fixture.walk(ada, Self.today, 3_000)
    #expect(second.results.first?.status == .replaced)
    #expect(second.coinsAwarded == -20)
    let old = try #require(first.results.first?.record)
    let found = try #require(try await fixture.store.record(old.id, of: ada))
    #expect(found.supersededBy == second.results.first?.record?.id)
    let again = try await fixture.walk(ada, Self.today, 3_000)
    #expect(again.results.first?.status == .unchanged)
    #expect(again.coinsAwarded == 0)
    let none = try await fixture.walk(ada, Self.today, 0)
    #expect(none.wallet.wallet.available == 0)
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test(
    "A correction by its external id leaves the date that it was of",
    arguments: Engine.allCases)
  func moving(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let (early, late) = (Self.today.adding(days: -6), Self.today)
    try await fixture.walk(ada, early, 4_000, source: .fitbit)
    for date in [early, late] {
      _ = try await fixture.uploads.record(
        StepUpload(steps: 2_000, source: .garmin, span: .day(date), externalID: "x"), of: ada)
    }
    let days = try await fixture.store.days(of: ada, in: early...late)
    #expect(days.map(\.counted) == [2_000, 4_000])
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test(
    "An older version is stale, and one that overlaps its reporter's other interval is refused",
    arguments: Engine.allCases)
  func refusing(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    func upload(_ from: Int64, _ to: Int64, version: Int64 = 0, id: String? = nil) -> StepUpload {
      let now = FitnessFixture.start
      return StepUpload(
        steps: 100, source: .garmin,
        span: .interval(now.adding(seconds: from * 60)..<now.adding(seconds: to * 60)),
        externalID: id, version: version)
    }
    _ = try await fixture.uploads.record(upload(-60, -30, version: 2), of: ada)
    await #expect(throws: StepRefusal.staleVersion) {
      _ = try await fixture.uploads.record(upload(-60, -30, version: 1), of: ada)
    }
    await #expect(throws: StepRefusal.overlaps) {
      _ = try await fixture.uploads.record(upload(-40, -20), of: ada)
    }
    // Touching is no overlap.
    _ = try await fixture.uploads.record(upload(-30, -20), of: ada)
    await #expect(throws: StepRefusal.futureDate) {
      _ = try await fixture.uploads.record(upload(-10, 6), of: ada)
    }
    await #expect(throws: StepRefusal.tooOld) {
      try await fixture.walk(ada, Self.today.adding(days: -8), 1)
    }
    fixture.terms.change { $0.features.remove(.manualEntry) }
    await #expect(throws: StepRefusal.manualDisabled) {
      try await fixture.walk(ada, Self.today.adding(days: 30), 1, source: .manual)
    }
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test(
    "A batch takes what it can and tells why of the others; of the same record the later wins",
    arguments: Engine.allCases)
  func batch(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let start = FitnessFixture.start
    var uploads = (0..<200).map { minute in
      let from = start.adding(seconds: -Int64(minute + 1) * 60)
      return StepUpload(
        steps: 50, source: .garmin, span: .interval(from..<from.adding(seconds: 60)),
        deviceID: "watch \(minute % 2)", distance: minute == 0 ? nil : 400)
    }
    uploads.append(StepUpload(steps: 9, source: .fitbit, span: .day(Self.today)))
    uploads.append(StepUpload(steps: 7, source: .fitbit, span: .day(Self.today)))
    uploads.append(
      StepUpload(steps: 7, source: .fitbit, span: .day(Self.today.adding(days: 9))))
    let outcome = try await fixture.uploads.record(uploads, of: ada)
    let statuses = outcome.results.map(\.status)
    #expect(statuses.prefix(201).allSatisfy { $0 == .recorded })
    #expect(Array(statuses.suffix(2)) == [.replaced, .refused(.futureDate)])
    #expect(outcome.results[200].record?.supersededBy == outcome.results[201].record?.id)
    // Fitbit's total of the date is of the same time as all of them.
    #expect(outcome.days.map(\.counted) == [5_000])
    #expect(outcome.wallet.wallet.available == 50)
    #expect(try await fixture.count("ledger_transfers") == 1)
    #expect(try await fixture.count("fitness_step_records") == 202)
    let second = try #require(outcome.results[1].record)
    #expect(try await fixture.store.record(second.id, of: ada) == second)
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test(
    "What looks wrong waits, and what it would correct counts until somebody has looked",
    arguments: Engine.allCases)
  func waiting(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let date = Self.today.adding(days: -1)
    try await fixture.walk(ada, date, 5_000)
    let outcome = try await fixture.walk(ada, date, 75_000)
    let record = try #require(outcome.results.first?.record)
    #expect(record.verification == .pending)
    #expect(record.flags == [.dayTotal])
    let day = try #require(outcome.days.first)
    #expect((day.counted, day.pending, day.reported) == (5_000, 75_000, 80_000))
    let better = try await fixture.walk(ada, date, 6_000)
    #expect(better.days.first?.pending == 0)
    #expect(better.days.first?.counted == 6_000)
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test(
    "A device that another user walked with lately is flagged, but not its first user",
    arguments: Engine.allCases)
  func sharing(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let (ada, bob) = (try fixture.user("ada"), try fixture.user("bob"))
    let upload = StepUpload(
      steps: 100, source: .garmin, span: .day(Self.today), deviceID: "watch")
    _ = try await fixture.uploads.record(upload, of: ada)
    fixture.clock.advance(seconds: 1)
    let other = try await fixture.uploads.record(upload, of: bob)
    #expect(other.results.first?.record?.flags == [.sharedDevice])
    var more = upload
    more.steps = 200
    let own = try await fixture.uploads.record(more, of: ada)
    #expect(own.results.first?.record?.flags == [])
  }
}
