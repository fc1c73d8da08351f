import Ajo
import Jobs
import Kernel
import Work

/// Does the jobs of money that comes in and goes out. One that has to ask again later says when.
func paymentJobs(_ payments: PaymentServices) -> [JobHandler] {
  let (deposits, withdrawals) = (payments.deposits, payments.withdrawals)
  return [
    JobHandler(ExpireDeposit.self) { job, run in
      try snooze(try await deposits.expire(named(job.deposit), in: run))
    },
    JobHandler(CheckDeposit.self) { job, run in
      try snooze(try await deposits.check(named(job.deposit), in: run))
    },
    JobHandler(RefundDeposit.self) { job, run in
      try snooze(try await deposits.refund(named(job.deposit), in: run))
    },
    JobHandler(CollectDebts.self) { _, _ in try await payments.debts.collect() },
    JobHandler(SubmitWithdrawal.self) { job, run in
      try snooze(try await withdrawals.submit(named(job.withdrawal), in: run))
    },
    JobHandler(VerifyWithdrawal.self) { job, run in
      try snooze(try await withdrawals.verify(named(job.withdrawal), in: run))
    },
    JobHandler(ResolveBank.self) { job, run in
      try snooze(try await payments.banks.resolve(named(job.bank), in: run))
    },
    JobHandler(SubmitDocument.self) { job, run in
      try snooze(try await payments.identity.submit(named(job.check), in: run))
    },
    JobHandler(RemindOfDocument.self) { job, run in
      try await payments.identity.remind(of: named(job.check), in: run)
    },
    JobHandler(Reconcile.self, timeLimit: .seconds(1_800)) { job, _ in
      guard let date = job.date else { throw JobDiscard("its arguments name no day") }
      _ = try await payments.reconciliation.catchUp(to: date)
      try snooze(try await payments.reconciliation.continuation(to: date))
    },
  ]
}

/// Compares providers' books with ours at three in the morning, and looks each minute whether
/// somebody who owes something has money.
func paymentSchedules(_ debts: DebtService, in zone: TimeZoneRules) -> [Schedule] {
  [
    Schedule(
      CollectDebts.kind, .every(.seconds(60)), waitingFor: { try await debts.firstDue() }
    ) { _ in CollectDebts() },
    Schedule("ajo.reconcile", .daily(at: .hour(3), in: zone)) { moment in
      Reconcile(zone.date(at: moment).adding(days: -1))
    },
  ]
}

private func named<ID>(_ id: ID?) throws -> ID {
  guard let id else { throw JobDiscard("its arguments name nothing") }
  return id
}

private func snooze(_ until: Instant?) throws {
  if let until { throw JobSnooze(until: until) }
}
