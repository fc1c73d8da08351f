public import Ajo
import Jobs
import KernelTesting
public import Kernel
import Ledger
public import Payments
import PlatformSQL
import Ports
public import Storage
import StorageTesting
public import Work
import WorkTesting

extension PaymentFixture {
  /// A new user called `name` whose wallet holds `amount`.
  public func user(_ name: String = "ada obi", holding amount: Money = .naira(0)) async throws
    -> UserID
  {
    let id: UserID = ids.make()
    directory.add(DirectoryUser(id: id, name: name, email: nil, isActive: true))
    if amount.minorUnits > 0 {
      _ = try await wallets.credit(id, amount: amount, note: nil, by: .operatorConsole)
    }
    return id
  }

  /// A key of a user.
  public func key(_ text: String, of user: UserID, _ route: String) -> IdempotencyKey {
    IdempotencyKey(
      owner: user.rawValue, route: route, key: text,
      fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
  }

  /// Begins a deposit of whole naira.
  public func deposit(
    _ naira: Int64, by user: UserID, card: Card.ID? = nil, under key: String? = nil
  ) async throws -> Deposit {
    try await services.deposits.begin(
      DepositRequest(userID: user, amount: .naira(naira), provider: nil, cardID: card),
      once: .describing(under: key.map { self.key($0, of: user, "POST /wallet/deposit") }))
  }

  /// Tells what became of a payment, as a webhook does.
  public func tell(
    _ reference: PaymentReference, _ outcome: PaymentEvent.Outcome,
    delivery: Identifier<PaymentEvent>? = nil, isLast: Bool = false, refunded: TakenBack? = nil
  ) async throws {
    let event = PaymentEvent(
      provider: .sandbox, type: "test", reference: reference, outcome: outcome,
      refunded: refunded)
    let run = JobRun(
      id: ids.make(), attempt: isLast ? 12 : 1, maxAttempts: 12, scheduledAt: time.clock.now())
    try await services.news.receive(
      PaymentNews(
        event, run: run, delivery: .init(rawValue: (delivery ?? ids.make()).rawValue),
        context: "ajo"))
  }

  /// Tells that a deposit was paid.
  public func pay(_ deposit: Deposit, _ amount: Money? = nil) async throws {
    try await tell(
      deposit.reference,
      .charge(.succeeded(.paying(deposit.reference, amount ?? deposit.amount))))
  }

  /// A verified bank account of a user.
  public func bank(of user: UserID, _ number: String = "0123456789") async throws -> LinkedBank {
    try await services.banks.link(BankAccount(bankCode: "058", number: number), for: user)
  }

  /// Begins a withdrawal.
  public func withdraw(
    _ amount: Money, by user: UserID, to bank: LinkedBank, under key: String? = nil
  ) async throws -> Withdrawal {
    try await services.withdrawals.begin(
      WithdrawalRequest(userID: user, amount: amount, bankID: bank.id),
      once: .describing(under: key.map { self.key($0, of: user, "POST /wallet/withdraw") }))
  }

  /// Takes a job of a kind that is due, as a worker does; nil where there is none.
  public func take(_ job: any Job.Type) async throws -> JobRun? {
    let now = time.clock.now()
    return try await SQLJobs(database: database, ids: ids)
      .claim(1, from: job.queue, of: [job.kind], for: ids.make(), due: now, at: now).first?.run
  }

  /// An attempt that is no job's: whatever completes it is undone.
  public func anyRun() -> JobRun {
    JobRun(id: ids.make(), attempt: 1, maxAttempts: 25, scheduledAt: time.clock.now())
  }

  /// Sends a withdrawal out, as its job does.
  public func submit(_ withdrawal: Withdrawal) async throws {
    guard let run = try await take(SubmitWithdrawal.self) else { throw NoJob() }
    if try await services.withdrawals.submit(withdrawal.id, in: run) == nil {
      try await finish(run)
    }
  }

  /// Asks what became of a withdrawal, as its job does.
  /// - Returns: whether it is known now.
  public func verify(_ withdrawal: Withdrawal) async throws -> Bool {
    try await database.execute(
      """
      UPDATE platform_jobs SET state = 'available', scheduled_at = \(time.clock.now())
      WHERE kind = \(VerifyWithdrawal.kind) AND state = 'scheduled'
      """)
    guard let run = try await take(VerifyWithdrawal.self) else { throw NoJob() }
    let again = try await services.withdrawals.verify(withdrawal.id, in: run)
    if again != nil { try await snooze(run) } else { try await finish(run) }
    return again == nil
  }

  private func finish(_ run: JobRun) async throws {
    try await database.execute(
      "UPDATE platform_jobs SET state = 'completed' WHERE id = \(run.id)")
  }

  private func snooze(_ run: JobRun) async throws {
    try await database.execute(
      "UPDATE platform_jobs SET state = 'scheduled' WHERE id = \(run.id)")
  }

  /// What is in a wallet.
  public func balance(of user: UserID) async throws -> Money {
    try await wallets.wallet(of: user).balance
  }

  /// What may be spent of a wallet.
  public func available(to user: UserID) async throws -> Money {
    try await wallets.wallet(of: user).available
  }

  /// How many rows there are.
  public func count(_ rows: SQL) async throws -> Int {
    try await database.first("SELECT count(*) FROM \(rows)") {
      try $0.get(0, as: Int.self)
    } ?? 0
  }

  /// The events of a type so far.
  public func published(_ type: String) async throws -> Int {
    try await count("platform_outbox WHERE type = \(type)")
  }

  /// The events that a user was notified of, in the order of their names.
  public func notified(_ user: UserID) async throws -> [String] {
    try await database.all(
      "SELECT event FROM platform_notifications WHERE user_id = \(user) ORDER BY event"
    ) { try $0["event"] }
  }

  /// Moves business time, doing no jobs.
  public func pass(hours: Int64) { clock.advance(seconds: hours * 3_600) }
}

/// No job is due.
public struct NoJob: Error {
  /// Makes the error.
  public init() {}
}
