import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What is enqueued again and again, on every engine.
@Suite struct ScheduleTests {
  private let hourly = Schedule("test.hourly", .every(.seconds(3_600))) {
    Punch(ticket: "\($0)")
  }

  private func audit(_ shop: Workshop) -> AuditEntry {
    AuditEntry(
      actor: .operatorConsole, action: "platform.schedule.pause",
      target: "platform.schedules:test.hourly", at: shop.now)
  }

  @Test("Servers that look at once enqueue a moment's job once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.jobs.take([hourly], at: shop.now, machine: shop.now)
    #expect(try await shop.all().isEmpty)
    for _ in 1...3 {
      shop.clock.advance(seconds: 3_600)
      let taken = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...8 {
          group.addTask { [hourly] in
            try await shop.jobs.take([hourly], at: shop.now, machine: shop.now)
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(taken == 1)
    }
    let jobs = try await shop.all()
    #expect(jobs.count == 3)
    #expect(Set(jobs.map(\.scheduledAt)).count == 3)
  }

  @Test(
    "A schedule that a clock ahead moved on goes on when the clock is right",
    arguments: Engine.allCases)
  func ahead(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.jobs.take([hourly], at: shop.now, machine: shop.now)
    shop.clock.advance(seconds: 86_400)
    #expect(try await shop.jobs.take([hourly], at: shop.now, machine: shop.now) == 1)
    shop.clock.advance(seconds: -82_800)
    #expect(try await shop.jobs.take([hourly], at: shop.now, machine: shop.now) == 0)
    shop.clock.advance(seconds: 3_600)
    #expect(try await shop.jobs.take([hourly], at: shop.now, machine: shop.now) == 1)
    // Servers whose clocks differ a little leave each other's moments alone.
    let next = try await shop.jobs.nextMoment(of: [hourly])
    let behind = shop.now.adding(seconds: -30)
    #expect(try await shop.jobs.take([hourly], at: behind, machine: behind) == 0)
    #expect(try await shop.jobs.nextMoment(of: [hourly]) == next)
  }

  @Test("A paused schedule's moments pass without a job", arguments: Engine.allCases)
  func paused(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.jobs.take([hourly], at: shop.now, machine: shop.now)
    let record = try await shop.jobs.setPaused(true, "test.hourly", audit: audit(shop))
    #expect(record.isPaused)
    _ = try await shop.jobs.setPaused(true, "test.hourly", audit: audit(shop))
    shop.clock.advance(seconds: 7_200)
    #expect(try await shop.jobs.take([hourly], at: shop.now, machine: shop.now) == 0)
    #expect(try await shop.jobs.nextMoment(of: [hourly]) == nil)
    _ = try await shop.jobs.setPaused(false, "test.hourly", audit: audit(shop))
    #expect(try await shop.jobs.take([hourly], at: shop.now, machine: shop.now) == 0)
    shop.clock.advance(seconds: 3_600)
    #expect(try await shop.jobs.take([hourly], at: shop.now, machine: shop.now) == 1)
    // What was paused already was not paused again.
    #expect(try await shop.fixture.count("platform_audit") == 2)
  }

  @Test(
    "An operator's run is one more job, and leaves the moments alone", arguments: Engine.allCases)
  func run(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.jobs.take([hourly], at: shop.now, machine: shop.now)
    let before = try await shop.jobs.nextMoment(of: [hourly])
    let record = try await shop.jobs.run(
      hourly, at: shop.now, machine: shop.now, audit: audit(shop))
    #expect(record.lastAt == shop.now && record.lastState == .available)
    #expect(try await shop.jobs.nextMoment(of: [hourly]) == before)
    await #expect(throws: JobRefusal.uniqueKeyTaken) {
      try await shop.jobs.run(hourly, at: shop.now, machine: shop.now, audit: audit(shop))
    }
    #expect(try await shop.all().count == 1)
  }
}
