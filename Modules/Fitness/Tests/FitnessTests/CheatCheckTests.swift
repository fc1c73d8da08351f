import Fitness
import Kernel
import Testing

/// What makes a record look as if nobody had walked it.
@Suite struct CheatCheckTests {
  private let walk: Walk
  private let evening: Instant

  init() throws {
    walk = try Walk()
    evening = try #require(Instant("2026-06-10T20:00:00Z"))
  }

  private func flags(
    _ record: StepRecord, _ change: (inout CheatCheck.Surroundings) -> Void = { _ in }
  ) -> [CheatRule] {
    var surroundings = CheatCheck.Surroundings(now: evening, reporterSum: record.steps)
    change(&surroundings)
    return CheatCheck(CheatBounds(), surroundings).flags(of: record)
  }

  @Test("250 steps a minute are walked, one more is not")
  func cadence() throws {
    #expect(flags(try walk.interval("08:00", "08:10", 2_500)) == [])
    #expect(flags(try walk.interval("08:00", "08:10", 2_501)) == [.cadence])
  }

  @Test("Of a day total only the part of the day that has gone by was walked")
  func cadenceOfDay() throws {
    let early = try #require(Instant("2026-06-10T00:10:00Z"))
    #expect(flags(try walk.total(2_500)) { $0.now = early } == [])
    #expect(flags(try walk.total(2_501)) { $0.now = early } == [.cadence])
    #expect(flags(try walk.total(60_000)) == [])
  }

  @Test("7 m a second are run, more are driven; a short interval does not tell")
  func speed() throws {
    #expect(flags(try walk.interval("08:00", "08:10", 400, distance: 42_000)) == [])
    #expect(flags(try walk.interval("08:00", "08:10", 400, distance: 42_001)) == [.speed])
  }

  @Test("Steps are from 0.2 to 2.5 m long, from 500 of them on")
  func stride() throws {
    #expect(flags(try walk.interval("08:00", "09:00", 500, distance: 1_000)) == [])
    #expect(flags(try walk.interval("08:00", "09:00", 500, distance: 999)) == [.stride])
    #expect(flags(try walk.interval("08:00", "09:00", 500, distance: 12_500)) == [])
    #expect(flags(try walk.interval("08:00", "09:00", 500, distance: 12_501)) == [.stride])
    #expect(flags(try walk.interval("08:00", "09:00", 499, distance: 1)) == [])
  }

  @Test("A jump is over 20,000 and over five times the median of at least seven days")
  func jump() throws {
    let record = try walk.total(25_001)
    let week = [5_000, 1, 9_000, 5_000, 5_000, 4_000, 9_000]
    #expect(flags(record) { $0.countedBefore = week } == [.jump])
    #expect(flags(record) { $0.countedBefore = Array(week.dropLast()) } == [])
    #expect(flags(try walk.total(25_000)) { $0.countedBefore = week } == [])
    #expect(
      flags(try walk.total(20_000)) { $0.countedBefore = Array(repeating: 1, count: 14) } == [])
    // The median of eight is between the two in the middle: 5,000.
    let eight = [1, 1, 1, 4_000, 6_000, 9_000, 9_000, 9_000]
    #expect(flags(try walk.total(25_000)) { $0.countedBefore = eight } == [])
    #expect(flags(try walk.total(25_001)) { $0.countedBefore = eight } == [.jump])
  }

  @Test("A day total over the bound is looked at, by what its reporter tells of the date")
  func dayTotal() throws {
    #expect(flags(try walk.total(100)) { $0.reporterSum = 70_000 } == [])
    #expect(flags(try walk.total(100)) { $0.reporterSum = 70_001 } == [.dayTotal])
  }

  @Test("Hours counted under another date are found by half a record or by twelve hours")
  func otherDates() throws {
    let record = try walk.interval("08:00", "10:00", 1_000)
    func hours(_ from: Int, _ to: Int) -> Range<Instant> {
      let start = record.zone.start(of: walk.date)
      return start.adding(seconds: Int64(from * 60))..<start.adding(seconds: Int64(to * 60))
    }
    #expect(flags(record) { $0.otherDates = [hours(480, 540)] } == [])
    #expect(flags(record) { $0.otherDates = [hours(480, 541)] } == [.zoneOverlap])
    #expect(flags(record) { $0.otherDates = [hours(480, 520), hours(500, 540)] } == [])
    #expect(flags(record) { $0.otherDates = [hours(300, 520), hours(579, 700)] } == [.zoneOverlap])
    let total = try walk.total(1_000)
    #expect(flags(total) { $0.otherDates = [hours(-600, 720)] } == [])
    #expect(flags(total) { $0.otherDates = [hours(-600, 721)] } == [.zoneOverlap])
  }

  @Test("What was typed is flagged by low trust alone, and taking back by nothing else")
  func typed() throws {
    let typed = try walk.interval("08:00", "08:01", 9_000, source: .manual)
    #expect(flags(typed) { $0.isDeviceOfAnother = true } == [])
    #expect(flags(typed) { $0.isTrustLow = true } == [.lowTrust])
    #expect(flags(try walk.total(0)) { $0.isDeviceOfAnother = true } == [])
  }

  @Test("The highest score decides, and a lower one than the bound's lets a record pass")
  func scores() {
    let flags: [CheatRule] = [.stride, .sharedDevice]
    #expect(flags.score == 90)
    #expect(CheatBounds(reviewScore: 90).wantReview(for: flags))
    #expect(!CheatBounds(reviewScore: 91).wantReview(for: flags))
    #expect(!CheatBounds(reviewScore: 0).wantReview(for: []))
  }
}
