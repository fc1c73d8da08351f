import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Synchronization
import Testing

/// Old records, and the files that they go to.
@Suite struct StepArchiveTests {
  private let today = CivilDate(year: 2026, month: 1, day: 1) ?? .earliest

  /// Records of three months, the first of which is 30 months ago.
  private func stage(
    on engine: Engine
  ) async throws -> (FitnessFixture, StepArchive, MemoryFiles, [String]) {
    let fixture = try await FitnessFixture(on: engine)
    let ada = try fixture.user("ada")
    for days in 0..<7 { try await fixture.walk(ada, today.adding(days: -days), 1_000 + days) }
    for (days, age) in [(0, 915), (1, 914), (2, 913), (3, 731), (4, 730), (5, 1)] {
      try await fixture.database.execute(
        """
        UPDATE fitness_step_records SET date = \(today.adding(days: -age)), reason = 'a "b"'
        WHERE date = \(today.adding(days: -days))
        """)
    }
    let files = MemoryFiles()
    let rows = try #require(fixture.store as? any StepArchiveRows & StepMonthKeeping)
    let archive = StepArchive(rows: rows, months: rows, files: files, slice: 2)
    return (fixture, archive, files, try await self.rows(fixture))
  }

  /// All records as they are kept.
  private func rows(_ fixture: FitnessFixture) async throws -> [String] {
    let rows = try #require(fixture.store as? any StepArchiveRows)
    return try await rows.archivable(
      today.adding(days: -4_000)...today, after: nil, limit: 100
    ).map(\.line).sorted()
  }

  private var cutoff: CivilDate { StepArchive.firstKept(on: today, months: 24) }

  @Test("Months are kept that are not wholly older than is asked for")
  func cutoffs() {
    #expect(cutoff.description == "2024-01-01")
    #expect(StepArchive.firstKept(on: today, months: 1).description == "2025-12-01")
  }

  @Test(
    "Old records go to a file a month and come back the same; days stay",
    arguments: Engine.allCases)
  func roundTrip(on engine: Engine) async throws {
    let (fixture, archive, files, before) = try await stage(on: engine)
    await #expect(throws: NotFound.self) { _ = try await archive.restore("none.jsonl") }
    let days = try await dayCount(fixture)
    #expect(try await archive.archive(before: cutoff) == 3)
    let kept = try await rows(fixture)
    #expect(kept.count == before.count - 3)
    #expect(files.names == ["fitness_step_records_2023-07.jsonl"])
    #expect((files.lines + kept).sorted() == before)
    #expect(try await dayCount(fixture) == days)
    #expect(try await archive.archive(before: cutoff) == 0)
    for _ in 0..<2 { _ = try await archive.restore("fitness_step_records_2023-07.jsonl") }
    #expect(try await rows(fixture) == before)
    #expect(try await archive.archive(before: cutoff) == 3)
    #expect((files.lines + kept).sorted() == before)
  }

  private func dayCount(_ fixture: FitnessFixture) async throws -> Int64? {
    try await fixture.database.first("SELECT COUNT(*) FROM fitness_step_days") {
      try $0.get(0, as: Int64.self)
    }
  }

  @Test("Stopped anywhere, nothing is lost and nothing is there twice", arguments: Engine.allCases)
  func stopped(on engine: Engine) async throws {
    let (fixture, archive, files, before) = try await stage(on: engine)
    var stops = 0
    for place in 0... {
      files.stop(after: place)
      do {
        try await archive.archive(before: cutoff)
        break
      } catch is MemoryFiles.Stopped {
        stops += 1
      }
      let all = Set(files.lines).union(try await rows(fixture))
      #expect(all == Set(before), "stopped at \(place)")
    }
    #expect(stops > 3)
    #expect((files.lines + (try await rows(fixture))).sorted() == before)
  }

  @Test(
    "A record that changes after it was written to a file is not removed by what the file says",
    arguments: Engine.allCases)
  func changed(on engine: Engine) async throws {
    let (fixture, _, _, before) = try await stage(on: engine)
    let rows = try #require(fixture.store as? any StepArchiveRows)
    let dates = today.adding(days: -4_000)...today
    let read = try await rows.archivable(dates, after: nil, limit: 100)
    try await fixture.database.execute("UPDATE fitness_step_records SET reason = 'changed'")
    #expect(try await rows.remove(read, of: dates) == 0)
    #expect(try await self.rows(fixture).count == before.count)
    #expect(throws: BadArchiveLine.self) { try rows.record(of: "{") }
  }
}

/// Files in memory that may stop whoever writes or reads them.
private final class MemoryFiles: StepArchiveFiles {
  struct Stopped: Error {}

  private struct State {
    var files: [String: [String]] = [:]
    var left = Int.max
  }

  private let state = Mutex(State())

  var names: [String] { state.withLock { $0.files.keys.sorted() } }
  var lines: [String] { state.withLock { $0.files.values.flatMap(\.self) } }

  func has(_ name: String) -> Bool { state.withLock { $0.files[name] != nil } }

  /// Stops after so many steps.
  func stop(after steps: Int) { state.withLock { $0.left = steps } }

  private func step() throws {
    try state.withLock { state in
      guard state.left > 0 else { throw Stopped() }
      state.left -= 1
    }
  }

  func read(_ name: String, _ lines: ([String]) async throws -> Void) async throws {
    for line in state.withLock({ $0.files[name] ?? [] }) {
      try step()
      try await lines([line])
    }
  }

  func replace(
    _ name: String, _ lines: (_ append: ([String]) throws -> Void) async throws -> Void
  ) async throws {
    var written: [String] = []
    try await lines { piece in
      try step()
      written += piece
    }
    try step()
    state.withLock { $0.files[name] = written }
  }
}
