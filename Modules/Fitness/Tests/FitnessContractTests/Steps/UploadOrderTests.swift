import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import StorageTesting
import Testing

/// In which order records come makes no difference.
@Suite struct UploadOrderTests {
  @Test(
    "Records count the same in whichever order, and in however many uploads, they come",
    arguments: Engine.allCases)
  func anyOrder(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    fixture.terms.change { $0.bounds = CheatBounds(maxCadence: 1_000_000, reviewScore: 100) }
    var random = SplitMix(seed: 7)
    for round in 0..<8 {
      let uploads = Self.uploads(using: &random)
      var shown: [[StepDay]] = []
      for way in 0..<3 {
        let user = try fixture.user("walker-\(round)-\(way)")
        var rest = uploads.shuffled(using: &random)[...]
        while !rest.isEmpty {
          let count = Int.random(in: 1...rest.count, using: &random)
          _ = try await fixture.uploads.record(Array(rest.prefix(count)), of: user)
          rest = rest.dropFirst(count)
        }
        #expect(try await fixture.bookDifferences(of: user) == [])
        shown.append(try await fixture.store.days(of: user, in: .earliest ... .latest))
      }
      let counted = shown.map { $0.map { [$0.measured, $0.manual, $0.counted, $0.overlapping] } }
      #expect(counted[0] == counted[1])
      #expect(counted[0] == counted[2])
    }
  }

  /// Records of two dates and of several reporters, none of which corrects or overlaps another of
  /// its own reporter.
  private static func uploads(using random: inout SplitMix) -> [StepUpload] {
    let today = UploadContractTests.today
    var uploads: [StepUpload] = []
    for (index, source) in [StepSource.garmin, .fitbit, .appleHealth, .manual].enumerated() {
      for date in [today.adding(days: -1), today.adding(days: -2)] {
        if Int.random(in: 0..<3, using: &random) == 0 {
          uploads.append(
            StepUpload(
              steps: .random(in: 0...9_000, using: &random), source: source, span: .day(date)))
        }
        var hour = Int.random(in: 0..<4, using: &random)
        while hour < 22 {
          let end = hour + Int.random(in: 1...3, using: &random)
          let from = StepZone.utc.instant(on: date, at: hour * 3_600)
          let to = StepZone.utc.start(of: date).adding(seconds: Int64(end * 3_600 - index))
          uploads.append(
            StepUpload(
              steps: .random(in: 1...3_000, using: &random), source: source,
              span: .interval(from..<to)))
          hour = end + Int.random(in: 0...2, using: &random)
        }
      }
    }
    return uploads
  }
}

/// A generator that gives the same numbers each time.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
