import Jobs
import Kernel
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What operators can do to jobs and schedules, on every engine.
@Suite struct OperatorTests {
  private func audit(_ shop: Workshop) -> AuditEntry {
    AuditEntry(
      actor: .operatorConsole, action: "platform.job.retry", target: "platform.jobs:1",
      at: shop.now)
  }

  @Test("A job that was given up runs again, with an attempt more", arguments: Engine.allCases)
  func retry(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    var run = try #require(try await shop.claim(for: shop.worker()).first).run
    try await shop.jobs.finish(run, as: .discarded(error: "no"), at: shop.now)
    let job = try await shop.jobs.retry(run.id, due: shop.now, audit: audit(shop))
    #expect(job.state == .available && job.finalizedAt == nil)
    run = try #require(try await shop.claim(for: shop.worker()).first).run
    #expect(run.attempt == 2)
    #expect(try await shop.fixture.count("platform_audit") == 1)
  }

  @Test(
    "A step that a job does not have is refused, and leaves no trace", arguments: Engine.allCases)
  func wrongState(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let run = try #require(try await shop.claim(for: shop.worker()).first).run
    await #expect(throws: JobRefusal.wrongState) {
      try await shop.jobs.retry(run.id, due: shop.now, audit: audit(shop))
    }
    try await shop.jobs.finish(run, as: .completed, at: shop.now)
    for _ in 1...2 {
      await #expect(throws: JobRefusal.wrongState) {
        try await shop.jobs.cancel(run.id, at: shop.now, audit: audit(shop))
      }
    }
    await #expect(throws: JobRefusal.notFound) {
      try await shop.jobs.cancel(shop.fixture.ledger.ids.make(), at: shop.now, audit: audit(shop))
    }
    #expect(try await shop.fixture.count("platform_audit") == 0)
  }

  @Test("A retry gives way to an unfinished job under the same key", arguments: Engine.allCases)
  func taken(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1", unique: .byArguments)
    let job = try #require(try await shop.all().first)
    _ = try await shop.jobs.cancel(job.id, at: shop.now, audit: audit(shop))
    try await shop.enqueue("1", unique: .byArguments)
    await #expect(throws: JobRefusal.uniqueKeyTaken) {
      try await shop.jobs.retry(job.id, due: shop.now, audit: audit(shop))
    }
    #expect(try await shop.jobs.job(job.id)?.state == .cancelled)
  }

  @Test("What is cancelled while it runs commits nothing more", arguments: Engine.allCases)
  func cancelRunning(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let run = try #require(try await shop.claim(for: shop.worker()).first).run
    _ = try await shop.jobs.cancel(run.id, at: shop.now, audit: audit(shop))
    await #expect(throws: JobTaken.self) {
      try await shop.fixture.work.transaction { work in
        try work.sql.execute("INSERT INTO test_tickets (id, state) VALUES (\(run.id), 'sold')")
        try work.complete(run)
      }
    }
    #expect(try await shop.fixture.count("test_tickets") == 0)
    #expect(try await shop.jobs.lost(among: [run]) == [run])
  }

  @Test("Jobs are listed newest first, and filtered", arguments: Engine.allCases)
  func list(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    for number in 1...3 { try await shop.enqueue("\(number)") }
    _ = try await shop.claim(1, for: shop.worker())
    let all = try await shop.all()
    #expect(all.map(\.id) == all.map(\.id).sorted(by: >))
    let waiting = try await shop.jobs.jobs(JobFilter(state: .available), before: nil, limit: 9)
    #expect(waiting.count == 2)
    let rest = try await shop.jobs.jobs(
      JobFilter(kind: Punch.kind, context: "test"), before: all[0].id, limit: 9)
    #expect(rest.map(\.id) == all.dropFirst().map(\.id))
    #expect(
      try await shop.jobs.jobs(JobFilter(context: "other"), before: nil, limit: 9).isEmpty)
  }
}
