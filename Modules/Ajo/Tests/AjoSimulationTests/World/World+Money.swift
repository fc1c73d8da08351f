import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import Payments
import PlatformSQL
import Ports
import Storage
import Work
import WorkTesting

// How money is moved, in the words of the services.
extension World {
  func take(_ act: MoneyAct, _ step: Int) async throws {
    switch act {
    case .adjust(let user, let amount):
      _ = try await payments.corrections.adjust(
        AdjustmentRequest(
          amount > 0 ? .credit : .debit, userID: users[user], amount: naira(abs(amount)),
          reason: "a test"),
        by: actor, once: .describing(under: key(step, of: administrator)))
    case .send(let payer, let payee, let amount, let pin):
      _ = try await transfers.send(
        TransferRequest(sender: users[payer], recipient: .id(users[payee]), amount: naira(amount)),
        pinToken: token(pin, payer, .transfer, step),
        once: .describing(under: key(step, of: users[payer])))
    case .reverse(let reversed, let isForced):
      _ = try await payments.corrections.reverse(
        ReversalRequest(
          transferID: try await transfer(of: reversed), reason: "a test", isForced: isForced),
        by: actor, once: .describing(under: key(step, of: administrator)))
    }
  }

  /// What a user shows.
  func token(_ pin: Pin, _ user: Int, _ action: PinAction, _ step: Int) -> String? {
    tokens.shown(pin, by: users[user], for: action, step)
  }

  private func transfer(of reversed: MoneyAct.Reversed) async throws -> Transfer.ID {
    switch reversed {
    case .adjustment(let number):
      return try await nth(number, of: "ledger_transfers WHERE kind IN ('credit', 'debit')")
    case .transfer(let number):
      return try await nth(
        number,
        of: """
          ledger_transfers t WHERE kind = 'transfer'
            AND NOT EXISTS (SELECT 1 FROM ajo_movements m WHERE m.transfer_id = t.id)
          """)
    case .deposit(let number): return try await column("transfer_id", of: number, "ajo_deposits")
    case .withdrawal(let number):
      return try await column("payment_id", of: number, "ajo_withdrawals")
    case .circle(let number):
      let circle: Circle.ID = try await nth(number, of: "ajo_circles")
      return try await nth(
        0,
        of: """
          ledger_transfers t WHERE EXISTS (
            SELECT 1 FROM ajo_movements m WHERE m.transfer_id = t.id AND m.circle_id = \(circle))
          """)
    }
  }

  /// A column of the row of a number.
  private func column<Value: SQLDecodable>(
    _ column: SQL, of number: Int, _ table: SQL
  ) async throws -> Value {
    let value: Value? = try await database.first(
      "SELECT \(column) FROM \(table) ORDER BY id LIMIT 1 OFFSET \(number)"
    ) { try $0.get(0, as: Value.self) }
    guard let value else { throw NoSuchRow(number: number) }
    return value
  }

  func take(_ act: DepositAct, _ step: Int) async throws {
    switch act {
    case .begin(let user, let amount):
      _ = try await payments.deposits.begin(
        DepositRequest(userID: users[user], amount: naira(amount), provider: nil, cardID: nil),
        once: .describing(under: key(step, of: users[user])))
    case .becomes(let number, let news):
      let reference = try await reference(of: number, "ajo_deposits")
      gateway.set(reference, try await status(news, of: number, reference))
    case .hears(let number, let news, let times):
      let reference = try await reference(of: number, "ajo_deposits")
      let status = try await status(news, of: number, reference)
      gateway.set(reference, status)
      try await tell(reference, .charge(status), step, times)
    case .check(let number):
      let user: UserID = try await column("user_id", of: number, "ajo_deposits")
      _ = try await payments.deposits.check(try await nth(number, of: "ajo_deposits"), of: user)
    case .settle(let number, let settlement):
      _ = try await payments.deposits.settle(
        DepositDecision(
          deposit: try await nth(number, of: "ajo_deposits"),
          settlement: Deposit.Settlement(rawValue: settlement.rawValue) ?? .ignore,
          reason: "a test"),
        by: actor, once: .describing(under: key(step, of: administrator)))
    case .takenBack(let number, let news, let times):
      let reference = try await reference(of: number, "ajo_deposits")
      let taken = TakenBack(
        kind: news.kind == .refund ? .refund : .dispute, name: "\(reference) \(news.name)",
        amount: naira(news.amount),
        state: TakenBack.State(rawValue: news.state.rawValue) ?? .open)
      let outcome: PaymentEvent.Outcome =
        news.kind == .refund ? .refund(.succeeded) : .takenBack(taken)
      try await tell(reference, outcome, step, times, refunded: taken)
    }
  }

  private func reference(of number: Int, _ table: SQL) async throws -> PaymentReference {
    guard
      let reference = PaymentReference(
        try await column("reference", of: number, table) as String)
    else { throw NoSuchRow(number: number) }
    return reference
  }

  private func status(
    _ news: ChargeNews, of number: Int, _ reference: PaymentReference
  ) async throws -> ChargeStatus {
    let amount: Int64 = try await column("amount", of: number, "ajo_deposits")
    func paid(_ amount: Money, as name: PaymentReference) -> ChargeStatus {
      .succeeded(
        Charge(reference: reference, amount: amount, providerReference: "p-\(name)", card: nil))
    }
    switch news {
    case .paid: return paid(naira(amount), as: reference)
    case .paidOther(let other): return paid(naira(other), as: reference)
    case .paidForeign:
      let kobo = Unit(code: "GHS", fractionDigits: 2)
      return paid(Money(minorUnits: amount, unit: kobo), as: reference)
    case .paidLike(let other, let amount):
      return paid(naira(amount), as: try await self.reference(of: other, "ajo_deposits"))
    case .declined: return .failed("declined")
    case .abandoned: return .abandoned
    }
  }

  /// Tells what became of a payment: once, again in the same delivery, and again in another one.
  private func tell(
    _ reference: PaymentReference, _ outcome: PaymentEvent.Outcome, _ step: Int, _ times: Int,
    refunded: TakenBack? = nil
  ) async throws {
    let event = PaymentEvent(
      provider: .sandbox, type: "test", reference: reference, outcome: outcome,
      refunded: refunded)
    for time in 1...times {
      let delivery = UInt128(step) << 8 | (time > 2 ? 2 : 1)
      try await payments.news.receive(
        PaymentNews(
          event,
          run: JobRun(id: ids.make(), attempt: 1, maxAttempts: 12, scheduledAt: clock.now()),
          delivery: .init(rawValue: delivery), context: "ajo"))
    }
  }

  func take(_ act: WithdrawalAct, _ step: Int) async throws {
    switch act {
    case .begin(let user, let amount, let pin):
      _ = try await payments.withdrawals.begin(
        WithdrawalRequest(userID: users[user], amount: naira(amount), bankID: bank(of: user)),
        pinToken: token(pin, user, .withdraw, step),
        once: .describing(under: key(step, of: users[user])))
    case .cancel(let number):
      let user: UserID = try await column("user_id", of: number, "ajo_withdrawals")
      _ = try await payments.withdrawals.cancel(
        try await nth(number, of: "ajo_withdrawals"), of: user,
        once: .describing(under: key(step, of: user)))
    case .becomes(let number, let news):
      let reference = try await reference(of: number, "ajo_withdrawals")
      gateway.set(reference, try await status(news, of: number, reference))
    case .hears(let number, let news, let times):
      let reference = try await reference(of: number, "ajo_withdrawals")
      let status = try await status(news, of: number, reference)
      gateway.set(reference, status)
      try await tell(reference, .payout(status), step, times)
    case .giveBack(let number):
      _ = try await payments.withdrawals.giveBack(
        try await nth(number, of: "ajo_withdrawals"), because: "a test", by: actor,
        once: .describing(under: key(step, of: administrator)))
    case .retry(let number):
      _ = try await payments.withdrawals.retry(
        try await nth(number, of: "ajo_withdrawals"), because: "a test", by: actor,
        once: .describing(under: key(step, of: administrator)))
    }
  }

  private func status(
    _ news: PayoutNews, of number: Int, _ reference: PaymentReference
  ) async throws -> PayoutStatus {
    switch news {
    case .paid:
      let amount: Int64 = try await column("amount", of: number, "ajo_withdrawals")
      return .paid(.of(reference, naira(amount)))
    case .failed: return .failed("failed")
    case .reversed: return .reversed("reversed")
    }
  }
}
