import Fitness
import Kernel
import KernelTesting
import Testing

/// Makes records of one date, and merges them the slow way.
struct Walk {
  let date: CivilDate
  private let ids = SeededIDs(seed: 1)

  init(_ date: String = "2026-06-10") throws {
    self.date = try #require(CivilDate(date))
  }

  /// A record of a part of the date, told as `HH:MM` in its zone.
  func interval(
    _ from: String, _ to: String, _ steps: Int, source: StepSource = .garmin,
    device: String? = nil, method: RecordingMethod = .automatic, distance: Int64? = nil,
    zone: String = "UTC"
  ) throws -> StepRecord {
    let zone = try #require(StepZone(zone))
    let times = try [from, to].map { zone.instant(on: date, at: try seconds($0)) }
    return StepRecord(
      id: ids.make(), userID: .init(rawValue: 1), date: date, steps: steps,
      reporter: Reporter(source: source, deviceID: device, method: method), method: method,
      span: .interval(times[0]..<times[1]), zone: zone, distance: distance,
      createdAt: .init(milliseconds: 0))
  }

  /// A record of all of the date.
  func total(
    _ steps: Int, source: StepSource = .garmin, device: String? = nil, zone: String = "UTC"
  ) throws -> StepRecord {
    StepRecord(
      id: ids.make(), userID: .init(rawValue: 1), date: date, steps: steps,
      reporter: Reporter(source: source, deviceID: device, method: .automatic), span: .day,
      zone: try #require(StepZone(zone)), createdAt: .init(milliseconds: 0))
  }

  /// Any record of the date.
  func record(using random: inout SplitMix) throws -> StepRecord {
    let zones = ["UTC", "+14:00", "-12:00", "Asia/Kolkata"]
    let zone = zones.randomElement(using: &random) ?? "UTC"
    let source: StepSource = [.garmin, .fitbit, .manual].randomElement(using: &random) ?? .garmin
    let device = [nil, "a", "b"].randomElement(using: &random) ?? nil
    let steps = Int.random(in: 0...5_000, using: &random)
    var record: StepRecord
    if Int.random(in: 0..<4, using: &random) == 0 {
      record = try total(steps, source: source, device: device, zone: zone)
    } else {
      let from = Int.random(in: 0..<46, using: &random)
      let to = Int.random(in: from + 1...47, using: &random)
      record = try interval(
        text(from), text(to), steps, source: source, device: device, zone: zone)
    }
    record.verification =
      [.verified, .verified, .verified, .pending, .rejected].randomElement(using: &random)
      ?? .verified
    return record
  }

  /// The steps of verified records by the words of the rule, slowly: records that overlap are drawn
  /// together until nothing changes.
  func groups(of records: [StepRecord], areManual: Bool) -> Int {
    var told: [StepRecord] = []
    let counting = records.filter {
      $0.verification == .verified && $0.reporter.isManual == areManual
    }
    for reporter in Set(counting.map(\.reporter)) {
      let own = counting.filter { $0.reporter == reporter }
      let totals = own.filter(\.isDayTotal).sorted {
        ($1.steps, $0.time.lowerBound, $0.zone.name) < ($0.steps, $1.time.lowerBound, $1.zone.name)
      }
      told += totals.isEmpty ? own : [totals[0]]
    }
    var groups = told.map { [$0] }
    while let pair = overlapping(groups) {
      groups[pair.0] += groups[pair.1]
      groups.remove(at: pair.1)
    }
    return groups.reduce(0) { sum, group in
      let sums = Dictionary(grouping: group, by: \.reporter).mapValues { own in
        own.reduce(0) { $0 + $1.steps }
      }
      return sum + (sums.values.max() ?? 0)
    }
  }

  private func overlapping(_ groups: [[StepRecord]]) -> (Int, Int)? {
    for first in groups.indices {
      for second in groups.indices where second > first {
        for left in groups[first] {
          if groups[second].contains(where: { $0.time.overlaps(left.time) }) {
            return (first, second)
          }
        }
      }
    }
    return nil
  }

  private func text(_ halfHour: Int) -> String {
    "\(halfHour / 2 < 10 ? "0" : "")\(halfHour / 2):\(halfHour % 2 == 0 ? "00" : "30")"
  }

  private func seconds(_ text: String) throws -> Int {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    try #require(parts.count == 2)
    return parts[0] * 3_600 + parts[1] * 60
  }
}
