import Ajo
import Jobs
import Kernel
import KernelTesting
import Payments
import PlatformSQL
import Storage
import Work

// What workers do, one job after the other.
extension World {
  private static let circleJobs = [
    TurnCycles.kind, CollectMandates.kind, RemindMembers.kind, EndVote.kind,
  ]

  static func handlers(
    _ rounds: CircleRounds, _ reminders: ReminderService, _ proposals: ProposalService,
    _ payments: PaymentServices
  ) -> [String: JobHandler] {
    let (deposits, withdrawals) = (payments.deposits, payments.withdrawals)
    let handlers = [
      JobHandler(TurnCycles.self) { job, _ in try await rounds.run(job) },
      JobHandler(CollectMandates.self) { job, _ in try await rounds.run(job) },
      JobHandler(RemindMembers.self) { job, _ in try await reminders.run(job) },
      JobHandler(EndVote.self) { job, _ in try await proposals.end(job) },
      JobHandler(ExpireDeposit.self) { job, run in
        try await snooze(job.deposit) { try await deposits.expire($0, in: run) }
      },
      JobHandler(RefundDeposit.self) { job, run in
        try await snooze(job.deposit) { try await deposits.refund($0, in: run) }
      },
      JobHandler(SubmitWithdrawal.self) { job, run in
        try await snooze(job.withdrawal) { try await withdrawals.submit($0, in: run) }
      },
      JobHandler(VerifyWithdrawal.self) { job, run in
        try await snooze(job.withdrawal) { try await withdrawals.verify($0, in: run) }
      },
    ]
    return Dictionary(uniqueKeysWithValues: handlers.map { ($0.kind, $0) })
  }

  /// Lets time go on, from one due job of circles to the next.
  func pass(until end: Instant) async throws {
    while let due = try await nextDue(among: Self.circleJobs), due <= end {
      clock.set(max(clock.now(), due))
      try await runDue(Self.circleJobs)
    }
    clock.set(end)
  }

  /// Asks the provider about whatever is under way, as workers do in the end.
  func askProvider() async throws {
    for kind in [SubmitWithdrawal.kind, VerifyWithdrawal.kind, RefundDeposit.kind] {
      try await runNow(kind)
    }
    try await runDue([ExpireDeposit.kind])
  }

  /// Collects what is owed, from whoever owes something.
  func collectDebts() async throws {
    for _ in 1...5 {
      do {
        return try await payments.debts.collect()
      } catch is StorageUnavailable {
        // A job of it is done again.
      }
    }
  }

  /// Does the jobs of a kind, due or not, once.
  private func runNow(_ kind: String) async throws {
    try await database.execute(
      """
      UPDATE platform_jobs SET state = 'available', scheduled_at = \(clock.now())
      WHERE kind = \(kind) AND state IN ('available', 'scheduled', 'retryable')
      """)
    try await runDue([kind])
  }

  private func nextDue(among kinds: [String]) async throws -> Instant? {
    try await database.first(
      """
      SELECT scheduled_at FROM platform_jobs
      WHERE kind \(database.dialect.isAmong(kinds.sqlValue))
        AND state IN ('available', 'scheduled', 'retryable')
      ORDER BY scheduled_at, id
      LIMIT 1
      """
    ) { try $0.get(0, as: Instant.self) }
  }

  /// Does the jobs that are due. One that fails is done again at once.
  private func runDue(_ kinds: [String]) async throws {
    let queue = kinds.contains(TurnCycles.kind) ? TurnCycles.queue : SubmitWithdrawal.queue
    while let job = try await claim(kinds, from: queue) {
      guard let handler = handlers[job.kind] else { throw UnknownJob(kind: job.kind) }
      let end: JobEnd
      do {
        try await handler.perform(job.arguments, job.run)
        end = .completed
      } catch let snooze as JobSnooze {
        end = .snoozed(until: snooze.until)
      } catch let error as StorageUnavailable where job.run.attempt < 5 {
        end = .retryable(at: clock.now(), error: "\(error)")
      }
      try await jobs.finish(job.run, as: end, at: clock.now())
    }
  }

  private func claim(_ kinds: [String], from queue: JobQueue) async throws -> ClaimedJob? {
    try await jobs.claim(
      1, from: queue, of: kinds, for: ids.make(), due: clock.now(), at: clock.now()
    ).first
  }

  /// A job of a kind that nobody does.
  struct UnknownJob: Error {
    let kind: String
  }
}

private func snooze<ID>(
  _ id: ID, _ body: (ID) async throws -> Instant?
) async throws {
  if let until = try await body(id) { throw JobSnooze(until: until) }
}
