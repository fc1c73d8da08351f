import Ajo
import AjoSQL
import AjoTesting
import Glibc
import Kernel
import KernelTesting
import Ledger
import Payments
import PlatformSQL
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

  @Test(
    "Killed between any two statements, a process leaves a transfer with all that is told of it",
    arguments: Engine.allCases)
  func transfer(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(holding: .naira(10_000)), try await ajo.user("bola"))
    let address = try #require(Engine.address(of: ajo.database))
    let (payer, payee) = ("\(ada)", "\(bola)")
    try await expectWholeWhenKilled(on: ajo.database) {
      try await [
        ajo.count("ledger_transfers WHERE kind = 'transfer'"),
        ajo.database.keptEvents("ajo.transfer.made").count,
        ajo.count("platform_notifications WHERE title = 'You got money'"),
        ajo.count("platform_notifications WHERE title = 'You sent money'"),
        ajo.count("platform_idempotency"),
      ]
    } change: { number, database in
      try await Self.send(number, from: ada, to: bola, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, payer = payer as String, payee = payee as String,
          number = number as Int
        ] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.send(
          number, from: try #require(UserID(payer)), to: try #require(UserID(payee)),
          in: database)
      }
    }
  }

  @Test(
    "Killed between any two statements, a process leaves a reversal with its debt or nothing",
    arguments: Engine.allCases)
  func reversal(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(holding: .naira(10_000)), try await ajo.user("bola"))
    let address = try #require(Engine.address(of: ajo.database))
    var transfers: [String] = []
    for number in 0..<60 {
      try await Self.send(number, from: ada, to: bola, in: ajo.database)
      let entry = try #require(
        try await ajo.wallets.transactions(of: bola, before: nil, limit: 1).first)
      transfers.append("\(entry.id)")
    }
    _ = try await ajo.services.corrections.adjust(
      AdjustmentRequest(.debit, userID: bola, amount: .naira(60), reason: "spent"),
      by: .operatorConsole)
    let list = transfers.joined(separator: ",")
    try await expectWholeWhenKilled(on: ajo.database) {
      try await [
        ajo.count("ajo_reversals"), ajo.count("ledger_transfers WHERE kind = 'reversal'"),
        ajo.count("platform_audit WHERE action = 'ajo.transaction.reverse'"),
      ]
    } change: { number, database in
      try await Self.reverse(list, number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, list = list as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.reverse(list, number, in: database)
      }
    }
    let owed = try await ajo.ledger.account(PaymentAccounts.debt(of: bola, in: .naira))
    #expect(owed?.balance == .naira(-Int64(try await ajo.count("ajo_reversals"))))
    #expect(try await ajo.count("ajo_debts") == 1)
    #expect(try await ajo.count("platform_jobs WHERE kind = 'ajo.debt.collect'") == 1)
  }

  @Test(
    "Killed between any two statements, a process leaves a mismatch settled whole or open",
    arguments: Engine.allCases)
  func mismatch(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let address = try #require(Engine.address(of: ajo.database))
    var deposits: [String] = []
    for _ in 0..<60 {
      let deposit = try await ajo.deposit(100, by: ada)
      try await ajo.pay(deposit, .naira(99))
      deposits.append("\(deposit.id)")
    }
    let list = deposits.joined(separator: ",")
    try await expectWholeWhenKilled(on: ajo.database) {
      try await [
        ajo.count("ajo_deposits WHERE settlement = 'credit_paid' AND state = 'succeeded'"),
        ajo.count("ledger_transfers WHERE kind = 'deposit'"),
        ajo.count("platform_outbox WHERE type = 'ajo.deposit.succeeded'"),
        ajo.count("platform_audit WHERE action = 'ajo.deposit.settle'"),
      ]
    } change: { number, database in
      try await Self.settle(list, number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, list = list as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.settle(list, number, in: database)
      }
    }
  }

  @Test(
    "Killed between any two statements, a process leaves a decision on an identity whole or none",
    arguments: Engine.allCases)
  func decision(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let address = try #require(Engine.address(of: ajo.database))
    try await expectWholeWhenKilled(on: ajo.database) {
      try await [
        ajo.count("ajo_customers WHERE kyc_status = 'verified'"),
        ajo.count("platform_outbox WHERE type = 'ajo.kyc.changed'"),
        ajo.count("platform_notifications WHERE event = 'ajo.kyc.changed'"),
        ajo.count("platform_audit WHERE action = 'ajo.kyc.decide'"),
      ]
    } change: { number, database in
      try await Self.decide(number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.decide(number, in: database)
      }
    }
  }

  private static func send(
    _ number: Int, from payer: UserID, to payee: UserID, in database: any Database
  ) async throws {
    let ajo = PaymentFixture(over: database)
    for user in [payer, payee] {
      ajo.directory.add(DirectoryUser(id: user, name: "ada", email: nil, isActive: true))
    }
    _ = try await ajo.transfers.send(
      TransferRequest(sender: payer, recipient: .id(payee), amount: .naira(1)),
      once: .describing(under: ajo.key("\(number)", of: payer, "POST /wallet/transfer")))
  }

  private static func reverse(
    _ transfers: String, _ number: Int, in database: any Database
  ) async throws {
    let ajo = PaymentFixture(over: database)
    let all = transfers.split(separator: ",")
    guard number < all.count, let id = Transfer.ID(String(all[number])) else { return }
    do {
      _ = try await ajo.services.corrections.reverse(
        ReversalRequest(transferID: id, reason: "wrong payee", isForced: true),
        by: .operatorConsole)
    } catch ReversalRefusal.alreadyReversed {
      // It was, before the process died.
    }
  }

  private static func settle(
    _ deposits: String, _ number: Int, in database: any Database
  ) async throws {
    let ajo = PaymentFixture(over: database)
    let all = deposits.split(separator: ",")
    guard number < all.count, let id = Deposit.ID(String(all[number])) else { return }
    do {
      _ = try await ajo.services.deposits.settle(
        DepositDecision(deposit: id, settlement: .creditPaid, reason: "paid less"),
        by: .operatorConsole)
    } catch SettlementRefusal.notMismatch {
      // It was settled, before the process died.
    }
  }

  /// Decides on the user of a number, unless that was done before.
  private static func decide(_ number: Int, in database: any Database) async throws {
    let ajo = PaymentFixture(over: database)
    let user = UserID(rawValue: UInt128(number + 1))
    ajo.directory.add(DirectoryUser(id: user, name: "ada", email: nil, isActive: true))
    guard try await ajo.services.identity.status(of: user) != .verified else { return }
    _ = try await ajo.services.identity.decide(
      .verified, of: user, because: "seen", by: .operatorConsole)
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
