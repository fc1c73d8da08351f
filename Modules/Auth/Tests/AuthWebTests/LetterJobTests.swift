import Auth
import AuthTesting
import Jobs
import Kernel
import KernelTesting
import Observability
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing

@testable import AuthWeb

/// Letters as jobs of a running server, on every engine.
@Suite struct LetterJobTests {
  @Test(
    "A mailbox that refuses is given up at once, one that fails is tried again, others get theirs",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let office = try await LetterOffice(on: engine)
    let mails = office.auth.mailbox.sent
    mails.fail(mailsTo: "ada@example.com", with: MailRefused("no such mailbox"))
    mails.fail(mailsTo: "bola@example.com", with: Hiccup())
    try await office.running {
      for name in ["ada", "bola", "chi"] { try await office.forget("\(name)@example.com") }
      try await office.settle { $0.count { $0.attempt == 1 && $0.state != .running } == 3 }
      #expect(mails.take().map(\.recipient.canonical) == ["chi@example.com"])
      let states = try await office.jobs().reversed()
      #expect(states.map(\.state) == [.discarded, .retryable, .completed])
      #expect(states.first?.errors.contains("no such mailbox") == true)

      mails.fail(mailsTo: "bola@example.com", with: nil)
      office.auth.clock.advance(seconds: 2)
      try await office.settle { $0.allSatisfy { $0.finalizedAt != nil } }
      #expect(mails.take().map(\.recipient.canonical) == ["bola@example.com"])
      #expect(try await office.jobs().map(\.attempt) == [1, 2, 1])
    }
  }

  @Test(
    "A link that fails to go out is given up when nobody could use it any more",
    arguments: Engine.allCases)
  func outdated(on engine: Engine) async throws {
    let office = try await LetterOffice(on: engine)
    office.auth.mailbox.sent.fail(mailsTo: "ada@example.com", with: Hiccup())
    try await office.running {
      try await office.forget("ada@example.com")
      try await office.settle { $0.first?.state == .retryable }
      office.auth.clock.advance(seconds: office.auth.settings.mails.resetLifetime)
      try await office.settle { $0.first?.state == .discarded }
      #expect(try await office.jobs().first?.attempt == 2)
    }
  }
}

/// A mail server that cannot be had for a moment.
private struct Hiccup: Error {}

/// Three users, and what runs the jobs that send their letters.
private struct LetterOffice {
  let auth: AuthFixture
  private let store: SQLJobs
  private let runner: JobRunner

  init(on engine: Engine) async throws {
    auth = try await AuthFixture(on: engine)
    for name in ["ada", "bola", "chi"] { try await auth.register("\(name)@example.com") }
    let ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    store = SQLJobs(database: auth.database, ids: ids)
    runner = JobRunner(
      JobRunner.Parts(
        store: store, handlers: [letterJobs(auth.credentials)], schedules: [],
        worker: ids.make(), clock: auth.clock, machineClock: auth.clock,
        random: SystemRandomSource(), log: Logger(sink: CollectedLog()),
        metrics: JobMetrics(MetricsRegistry(process: false)), name: "test"))
  }

  /// The letters, newest first.
  func jobs() async throws -> [JobRecord] {
    try await store.jobs(JobFilter(kind: SendLetter.kind), before: nil, limit: 10)
  }

  func forget(_ email: String) async throws {
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email(email), from: AuthFixture.client())
  }

  /// Runs jobs while `body` runs.
  func running(_ body: () async throws -> Void) async throws {
    let running = Task { try await runner.run() }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    running.cancel()
    _ = await running.result
    try outcome.get()
  }

  /// Waits until the letters are as they are to be.
  func settle(_ isSettled: ([JobRecord]) -> Bool) async throws {
    runner.wake()
    while try await !isSettled(jobs()) { await Task.yield() }
  }
}
