import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

@testable import PlatformSQL

@Suite("What is swept while a server runs")
struct PlatformSweepTests {
  private let noon = Instant(milliseconds: 1_767_268_800_000)

  private func bucket(_ number: UInt8) -> RateLimitRows.Bucket {
    RateLimitRows.Bucket(
      key: [UInt8](repeating: number, count: 16), cost: 1_000_000, limit: 60, slack: 0)
  }

  @Test("Full buckets go from every Postgres and from no SQLite file, which has none to share")
  func rateLimits() async throws {
    var databases: [any Database] = []
    for engine in Engine.allCases {
      let database = try await engine.migratedDatabase([PlatformSQL.migrations])
      for number in 1...3 as ClosedRange<UInt8> {
        _ = try await RateLimitRows.take(
          Int(number) * 10, from: bucket(number), in: database, at: noon.milliseconds * 1_000)
      }
      databases.append(database)
    }
    let later = noon.adding(seconds: 20)
    let servers = databases.count { $0.dialect == .postgres }
    #expect(try await PlatformSweep.rateLimits.sweep(databases, at: later) == 2 * servers)
    #expect(try await PlatformSweep.rateLimits.sweep(databases, at: later) == 0)
  }

  @Test("A sweep ends with its task", arguments: PlatformSweep.all.indices)
  func cancelled(_ index: Int) async throws {
    let database = try await Engine.sqlite.migratedDatabase([PlatformSQL.migrations])
    let clock = FixedClock(noon)
    let task = Task {
      try await PlatformSweep.all[index].run(in: [database], clock: clock, businessClock: clock)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
