import Fitness
import Kernel
import Testing

/// What the records of a date amount to.
@Suite struct DayMergeTests {
  private let walk: Walk

  init() throws {
    walk = try Walk()
  }

  @Test("Two devices that tell of the same walk count once, by the more generous of them")
  func devices() throws {
    let merge = DayMerge([
      try walk.interval("08:00", "09:00", 4_000, device: "watch"),
      try walk.interval("08:30", "09:30", 4_500, device: "phone"),
    ])
    #expect(merge.measured == 4_500)
    #expect(merge.overlapping == 4_000)
  }

  @Test("Walks that touch and do not overlap are added")
  func touching() throws {
    let merge = DayMerge([
      try walk.interval("08:00", "09:00", 4_000, device: "watch"),
      try walk.interval("09:00", "10:00", 1_000, device: "phone"),
    ])
    #expect(merge.measured == 5_000 && merge.overlapping == 0)
  }

  @Test("A chain of overlaps is one group, in which a reporter's records add up")
  func chain() throws {
    let merge = DayMerge([
      try walk.interval("08:00", "09:00", 1_000, device: "watch"),
      try walk.interval("08:30", "10:00", 3_000, device: "phone"),
      try walk.interval("09:30", "11:00", 2_500, device: "watch"),
    ])
    #expect(merge.measured == 3_500)
    #expect(merge.overlapping == 3_000)
  }

  @Test("A day total silences its own reporter's intervals, also where it is the smaller")
  func total() throws {
    let records = [
      try walk.interval("08:00", "09:00", 4_000, device: "watch"),
      try walk.total(3_000, device: "watch"),
    ]
    #expect(DayMerge(records).measured == 3_000)
    #expect(DayMerge(records).overlapping == 4_000)
    #expect(DayMerge(records).sources.map(\.steps) == [3_000])
  }

  @Test("Of two day totals of one reporter in two zones the larger counts")
  func zones() throws {
    let merge = DayMerge([
      try walk.total(3_000, device: "watch", zone: "Asia/Tokyo"),
      try walk.total(5_000, device: "watch", zone: "America/New_York"),
    ])
    #expect(merge.measured == 5_000 && merge.overlapping == 3_000)
  }

  @Test("What was typed is merged apart from what was measured")
  func manual() throws {
    let merge = DayMerge([
      try walk.total(6_000, device: "watch"),
      try walk.interval("08:00", "09:00", 2_000, source: .manual),
      try walk.interval("08:30", "09:30", 1_500, source: .garmin, method: .manual),
    ])
    #expect(merge.measured == 6_000)
    #expect(merge.manual == 2_000)
    #expect(merge.sources.map(\.reporter.isManual) == [false, true, true])
  }

  @Test("What waits for a review or was turned down counts nothing and is told")
  func reviews() throws {
    var (waiting, turnedDown) = (try walk.total(90_000), try walk.total(80_000, device: "b"))
    waiting.verification = .pending
    turnedDown.verification = .rejected
    let merge = DayMerge([waiting, turnedDown, try walk.total(100, device: "c")])
    #expect(merge.measured == 100)
    #expect((merge.pending, merge.rejected) == (90_000, 80_000))
    #expect(merge.reported == 170_100)
  }

  @Test("Typed steps count up to their share of the measured, and all up to the day's cap")
  func counting() throws {
    let rules = CountRules(dailyStepCap: 10_000, manualSharePercent: 10)
    let merge = DayMerge([
      try walk.total(9_999, device: "watch"), try walk.total(2_000, source: .manual),
    ])
    let count = DayCount(merge, by: rules)
    #expect(count.steps == 11_999)
    #expect(count.manualOver == 2_000 - 999)
    #expect(count.overCap == 998)
    #expect(count.counted == 10_000)
  }

  @Test("The order of arrival never matters, and all that is reported is accounted for")
  func properties() throws {
    var random = SplitMix(seed: 20_261_130)
    for _ in 0..<400 {
      var records = try (0..<Int.random(in: 0...12, using: &random)).map { _ in
        try walk.record(using: &random)
      }
      let merge = DayMerge(records)
      let rules = CountRules(
        dailyStepCap: .random(in: 0...20_000, using: &random),
        manualSharePercent: .random(in: 0...100, using: &random))
      let count = DayCount(merge, by: rules)
      #expect(merge.reported == records.reduce(0) { $0 + $1.steps })
      #expect(merge.reported == count.counted + count.uncounted)
      #expect(
        [
          count.counted, count.manualOver, count.overCap, merge.overlapping, merge.pending,
          merge.rejected,
        ].allSatisfy { $0 >= 0 })
      #expect(merge.measured == walk.groups(of: records, areManual: false))
      #expect(merge.manual == walk.groups(of: records, areManual: true))
      records.shuffle(using: &random)
      #expect(DayMerge(records) == merge)
    }
  }
}
