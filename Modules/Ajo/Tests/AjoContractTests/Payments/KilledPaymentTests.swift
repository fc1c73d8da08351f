import Ajo
import AjoSQL
import AjoTesting
import Glibc
import Kernel
import KernelTesting
import Ledger
import Payments
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What a process leaves behind that is killed in the middle of a payment, on every engine.
@Suite struct KilledPaymentTests {
  @Test(
    "Killed between any two statements, a process leaves a whole credit of a deposit or none",
    arguments: Engine.allCases)
  func deposit(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let address = try #require(Engine.address(of: ajo.database))
    let owner = "\(ada)"
    try await expectWholeWhenKilled(on: ajo.database) {
      try await [
        ajo.count("ajo_deposits WHERE state = 'succeeded'"),
        ajo.count("ledger_transfers WHERE kind = 'deposit'"),
        ajo.count("platform_outbox WHERE type = 'ajo.deposit.succeeded'"),
        ajo.count("platform_notifications WHERE event = 'ajo.deposit.succeeded'"),
      ]
    } change: { number, database in
      try await Self.deposit(number, for: ada, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, owner = owner as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.deposit(number, for: try #require(UserID(owner)), in: database)
      }
    }
  }

  @Test(
    "Killed between any two statements, a process leaves a withdrawal with its hold or nothing",
    arguments: Engine.allCases)
  func withdrawal(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(10_000))
    let bank = try await ajo.bank(of: ada)
    let address = try #require(Engine.address(of: ajo.database))
    let (owner, account) = ("\(ada)", "\(bank.id)")
    try await expectWholeWhenKilled(on: ajo.database) {
      try await [
        ajo.count("ajo_withdrawals"), ajo.count("ledger_transfers WHERE kind = 'withdrawal'"),
        ajo.count("platform_jobs WHERE kind = 'ajo.withdrawal.submit'"),
        ajo.count("platform_idempotency"),
      ]
    } change: { number, database in
      try await Self.withdraw(number, by: ada, to: bank.id, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, owner = owner as String, account = account as String,
          number = number as Int
        ] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.withdraw(
          number, by: try #require(UserID(owner)), to: try #require(LinkedBank.ID(account)),
          in: database)
      }
    }
    let held = try await ajo.wallets.wallet(of: ada).held
    #expect(held == .naira(Int64(try await ajo.count("ajo_withdrawals"))))
  }

  @Test(
    "Killed between any two statements, a process leaves a withdrawal paid whole or under way",
    arguments: Engine.allCases)
  func settlement(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(10_000))
    let bank = try await ajo.bank(of: ada)
    let address = try #require(Engine.address(of: ajo.database))
    var references: [String] = []
    for _ in 0..<60 {
      references.append(try await ajo.withdraw(.naira(1), by: ada, to: bank).reference.text)
    }
    let list = references.joined(separator: ",")
    try await expectWholeWhenKilled(on: ajo.database) {
      try await [
        ajo.count("ajo_withdrawals WHERE state = 'paid'"),
        ajo.count("ledger_entries WHERE kind = 'withdrawal' AND amount < 0"),
        ajo.count("platform_outbox WHERE type = 'ajo.withdrawal.paid'"),
        ajo.count("platform_notifications WHERE event = 'ajo.withdrawal.paid'"),
      ]
    } change: { number, database in
      try await Self.pay(list, number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, list = list as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.pay(list, number, in: database)
      }
    }
  }

  /// Begins the deposit of a number and has it paid, as a client does that got no answer before.
  private static func deposit(
    _ number: Int, for user: UserID, in database: any Database
  ) async throws {
    let ajo = PaymentFixture(over: database)
    ajo.directory.add(DirectoryUser(id: user, name: "ada", email: nil, isActive: true))
    let found = try await ajo.services.deposits.deposits(of: user, before: nil, limit: 100)
    let amount = Money.naira(Int64(100 + number))
    var deposit = found.first { $0.amount == amount }
    if deposit == nil { deposit = try await ajo.deposit(Int64(100 + number), by: user) }
    if let deposit { try await ajo.pay(deposit) }
  }

  private static func withdraw(
    _ number: Int, by user: UserID, to bank: LinkedBank.ID, in database: any Database
  ) async throws {
    let ajo = PaymentFixture(over: database)
    ajo.directory.add(DirectoryUser(id: user, name: "ada", email: nil, isActive: true))
    do {
      _ = try await ajo.services.withdrawals.begin(
        WithdrawalRequest(userID: user, amount: .naira(1), bankID: bank),
        once: .describing(under: ajo.key("\(number)", of: user, "POST /wallet/withdraw")))
    } catch is Replay {
      // It is there already.
    }
  }

  private static func pay(
    _ references: String, _ number: Int, in database: any Database
  ) async throws {
    let ajo = PaymentFixture(over: database)
    let all = references.split(separator: ",")
    guard number < all.count, let reference = PaymentReference(String(all[number])) else { return }
    try await ajo.tell(reference, .payout(.paid(.of(reference, .naira(1)))))
  }
}
