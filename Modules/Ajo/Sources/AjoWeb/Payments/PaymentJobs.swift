import Ajo
import Jobs
import Kernel
import Work

/// Does the jobs of money that comes in and goes out. One that has to ask again later says when.
func paymentJobs(_ payments: PaymentServices) -> [JobHandler] {
  let (deposits, withdrawals) = (payments.deposits, payments.withdrawals)
  return [
    JobHandler(ExpireDeposit.self) { job, run in
      try snooze(try await deposits.expire(job.deposit, in: run))
    },
    JobHandler(CheckDeposit.self) { job, run in
      try snooze(try await deposits.check(job.deposit, in: run))
    },
    JobHandler(RefundDeposit.self) { job, run in
      try snooze(try await deposits.refund(job.deposit, in: run))
    },
    JobHandler(CollectDebts.self) { _, _ in try await payments.debts.collect() },
    JobHandler(SubmitWithdrawal.self) { job, run in
      try snooze(try await withdrawals.submit(job.withdrawal, in: run))
    },
    JobHandler(VerifyWithdrawal.self) { job, run in
      try snooze(try await withdrawals.verify(job.withdrawal, in: run))
    },
    JobHandler(ResolveBank.self) { job, run in
      try snooze(try await payments.banks.resolve(job.bank, in: run))
    },
    JobHandler(SubmitDocument.self) { job, run in
      try snooze(try await payments.identity.submit(job.check, in: run))
    },
    JobHandler(VerifyDocument.self) { job, run in
      try snooze(try await payments.identity.verify(job.check, in: run))
    },
    JobHandler(ReconcileDocuments.self) { _, _ in try await payments.identity.reconcile() },
    JobHandler(SweepDebts.self) { _, _ in try await payments.debts.sweep() },
    JobHandler(RemindOfDocument.self) { job, run in
      try await payments.identity.remind(of: job.check, in: run)
    },
    JobHandler(Reconcile.self, timeLimit: .seconds(1_800)) { job, _ in
      _ = try await payments.reconciliation.catchUp(to: job.date)
      try snooze(try await payments.reconciliation.continuation(to: job.date))
    },
  ]
}

/// Looks each minute whether somebody who owes something has money. Compares providers' books with
/// ours at three in the morning; then looks for checks of documents, and for debts that nobody
/// noted.
func paymentSchedules(_ debts: DebtService, in zone: TimeZoneRules) -> [Schedule] {
  [
    Schedule(
      CollectDebts.kind, .every(.seconds(60)), waitingFor: { try await debts.firstDue() }
    ) { _ in CollectDebts() },
    Schedule("ajo.reconcile", .daily(at: .hour(3), in: zone)) { moment in
      Reconcile(zone.date(at: moment).adding(days: -1))
    },
    Schedule("ajo.kyc.reconcile", .daily(at: .hour(4), in: zone)) { _ in ReconcileDocuments() },
    Schedule("ajo.debt.sweep", .daily(at: .hour(4), in: zone)) { _ in SweepDebts() },
  ]
}

private func snooze(_ until: Instant?) throws {
  if let until { throw JobSnooze(until: until) }
}
