import Kernel
import KernelTesting
import Testing

@testable import Fitness

/// Which uploads of a record stand.
@Suite struct RecordVersionsTests {
  private func uploads(_ verifications: StepRecord.Verification...) throws -> [StepRecord] {
    let date = try #require(CivilDate("2026-06-10"))
    return verifications.enumerated().map { number, verification in
      StepRecord(
        id: .init(rawValue: UInt128(number + 1)), userID: .init(rawValue: 1), date: date,
        steps: 1_000 * (number + 1),
        reporter: Reporter(source: .garmin, deviceID: nil, method: .automatic), span: .day,
        zone: .utc, verification: verification, createdAt: Instant(seconds: Int64(number)))
    }
  }

  private func standing(_ versions: RecordVersions) -> [UInt128] {
    versions.versions.filter { $0.supersededBy == nil }.map(\.id.rawValue)
  }

  private func id(_ number: UInt128) -> StepRecord.ID { .init(rawValue: number) }

  @Test("What is approved takes the place of what was in force; what is turned down does not")
  func decided() throws {
    var versions = RecordVersions(try uploads(.verified, .pending))
    let changed = versions.review(id(2), as: .verified, reason: nil)
    #expect(changed.map(\.id.rawValue) == [1, 2] && standing(versions) == [2])
    #expect(versions.versions[0].supersededBy == id(2))
    _ = versions.review(id(2), as: .rejected, reason: "no")
    #expect(standing(versions) == [1, 2] && versions.versions[1].reason == "no")
  }

  @Test("What is turned down while a newer upload waits stands nowhere")
  func between() throws {
    var versions = RecordVersions(try uploads(.verified, .verified, .pending))
    _ = versions.review(id(2), as: .rejected, reason: "no")
    #expect(standing(versions) == [1, 3])
    #expect(versions.versions[1].supersededBy == id(3))
    _ = versions.review(id(3), as: .rejected, reason: "no")
    _ = versions.review(id(2), as: .verified, reason: nil)
    #expect(standing(versions) == [2, 3])
  }

  @Test("A review of what a newer upload replaced changes nothing that stands")
  func replaced() throws {
    var versions = RecordVersions(try uploads(.pending, .verified))
    _ = versions.review(id(1), as: .verified, reason: nil)
    #expect(standing(versions) == [2])
  }

  @Test("Which uploads stand follows from the verdicts, whatever their order")
  func anyOrder() throws {
    var random = SplitMix(seed: 16)
    for _ in 0..<300 {
      let all = StepRecord.Verification.allCases
      var versions = RecordVersions(try uploads(.verified, .pending, .verified, .pending, .pending))
      for _ in 0..<12 {
        let one = UInt128(Int.random(in: 1...5, using: &random))
        let verdict = all.randomElement(using: &random) ?? .pending
        let changed = versions.review(id(one), as: verdict, reason: nil)
        for record in changed { #expect(versions.versions.contains(record)) }
      }
      let inForce = versions.versions.last { $0.verification == .verified }
      let newest = try #require(versions.versions.last)
      let expected = [inForce, newest.verification == .verified ? nil : newest]
        .compactMap { $0?.id.rawValue }
      #expect(standing(versions) == expected)
    }
  }
}
