public import Kernel
public import Payments

/// A provider without a network, for development, demos and tests. What it does follows from the
/// amount's last two digits: `.13` fails, `.17` is told twice, `.19` never ends.
public struct SandboxGateway: PaymentGateway {
  /// The field that its webhooks are signed in, as Paystack's are.
  public static let signatureField = "x-sandbox-signature"

  private let sandbox: Sandbox

  /// The sandbox as a provider.
  public init(_ sandbox: Sandbox) { self.sandbox = sandbox }

  /// The sandbox.
  public var provider: PaymentProvider { .sandbox }

  private var store: any SandboxStore { sandbox.store }

  // MARK: Charges

  /// Begins a charge; the payer decides on the sandbox's page.
  public func initialise(_ request: ChargeRequest) async throws(GatewayError) -> ChargePage {
    let known = try await begin(
      SandboxPayment(
        reference: request.reference, kind: .charge, amount: request.amount, email: request.email,
        callbackURL: request.callbackURL, createdAt: sandbox.clock.now()))
    guard known.kind == .charge, known.amount == request.amount else {
      throw .refused(code: "duplicate_reference", message: "the reference was used before")
    }
    return ChargePage(
      reference: request.reference,
      url: "\(sandbox.settings.base)/sandbox/pay/\(request.reference)")
  }

  /// What became of a charge.
  public func verifyCharge(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> ChargeStatus {
    guard let payment = try await payment(reference), payment.kind == .charge else {
      return .unknown
    }
    return status(of: payment)
  }

  /// Charges the test card.
  public func charge(
    _ card: CardAuthorization, _ request: ChargeRequest
  ) async throws(GatewayError) -> ChargeStatus {
    guard SandboxCard.isCard(card, sandbox.settings.secret) else {
      throw .refused(code: "invalid_authorization", message: "the card is not the sandbox's")
    }
    var payment = SandboxPayment(
      reference: request.reference, kind: .charge, amount: request.amount, email: card.email,
      createdAt: sandbox.clock.now())
    payment.decide(.succeeded, settledAt: payment.createdAt)
    return status(of: try await begin(payment))
  }

  private func status(of payment: SandboxPayment) -> ChargeStatus {
    switch payment.state {
    case .pending: .pending
    case .failed: .failed("Declined")
    case .abandoned: .abandoned
    case .succeeded:
      .succeeded(
        Charge(
          reference: payment.reference, amount: payment.amount,
          providerReference: payment.providerReference, paidAt: payment.settledAt,
          card: payment.email.map { SandboxCard.of($0, sandbox.settings.secret) }))
    }
  }

  // MARK: Payouts

  /// Ten banks.
  public func banks(for currency: Unit) async throws(GatewayError) -> [Bank] {
    currency.code == "NGN" ? SandboxBanks.all : []
  }

  /// Whose account it is: whoever was told by a tester; nobody's if the number ends in 0, another
  /// person's if it ends in 9, and otherwise that of whoever claims it.
  public func resolve(
    _ account: BankAccount, claimedBy holder: String
  ) async throws(GatewayError) -> AccountName? {
    guard SandboxBanks.all.contains(where: { $0.code == account.bankCode }) else { return nil }
    let told = try await asking { try await $0.holder(of: account) }
    return (told ?? SandboxBanks.holder(of: account.number, claimedBy: holder))
      .map { AccountName($0) }
  }

  /// Sends money nowhere: it is settled after the sandbox's delay.
  public func transferOut(_ request: PayoutRequest) async throws(GatewayError) -> PayoutStatus {
    let now = sandbox.clock.now()
    var payment = SandboxPayment(
      reference: request.reference, kind: .payout, amount: request.amount,
      account: request.account, createdAt: now)
    payment.decide(.succeeded, settledAt: now.adding(seconds: sandbox.settings.delay))
    return payoutStatus(of: try await begin(payment))
  }

  /// What became of a payout.
  public func verifyPayout(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> PayoutStatus {
    guard let payment = try await payment(reference), payment.kind == .payout else {
      return .unknown
    }
    return payoutStatus(of: payment)
  }

  private func payoutStatus(of payment: SandboxPayment) -> PayoutStatus {
    switch payment.state(at: sandbox.clock.now()) {
    case .pending: .pending
    case .failed, .abandoned: .failed("Declined")
    case .succeeded:
      .paid(
        Payout(
          reference: payment.reference, amount: payment.amount,
          providerReference: payment.providerReference))
    }
  }

  // MARK: Refunds and lists

  /// Gives a charge back, after the sandbox's delay.
  public func refund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    guard case .succeeded(let charge) = try await verifyCharge(request.charge),
      charge.amount.unit == request.amount.unit,
      request.amount.minorUnits <= charge.amount.minorUnits
    else { throw .refused(code: "invalid_refund", message: "there is no such charge to refund") }
    let now = sandbox.clock.now()
    var payment = SandboxPayment(
      reference: request.reference, kind: .refund, amount: request.amount, charge: request.charge,
      createdAt: now)
    payment.decide(.succeeded, settledAt: now.adding(seconds: sandbox.settings.delay))
    return refundStatus(of: try await begin(payment))
  }

  /// What became of a refund.
  public func verifyRefund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    guard let payment = try await payment(request.reference), payment.kind == .refund else {
      return .unknown
    }
    return refundStatus(of: payment)
  }

  private func refundStatus(of payment: SandboxPayment) -> RefundStatus {
    switch payment.state(at: sandbox.clock.now()) {
    case .pending: .pending
    case .failed, .abandoned: .failed("Declined")
    case .succeeded: .succeeded
    }
  }

  /// What was settled on a day.
  public func settlements(
    on day: CivilDate, in zone: TimeZoneRules
  ) async throws(GatewayError) -> [Settlement] {
    let span = DaySpan(day, in: zone)
    return try await asking { try await $0.settled(from: span.start, to: span.end) }.map {
      Settlement(
        kind: $0.kind == .charge ? .charge : .payout, reference: $0.reference,
        providerReference: $0.providerReference, amount: $0.amount,
        at: $0.settledAt ?? $0.createdAt)
    }
  }

  // MARK: Webhooks

  /// Checks the signature.
  public func verify(_ webhook: IncomingWebhook) throws(IncomingWebhookRefusal) {
    try WebhookSignature.check(
      webhook.headers[Self.signatureField], over: webhook.body, secret: sandbox.settings.secret)
  }

  /// What a request says: events are written as Paystack's.
  public func event(in body: [UInt8]) throws(IncomingWebhookRefusal) -> PaymentEvent? {
    do throws(Unreadable) {
      return try PaystackEvent.read(body, from: .sandbox)
    } catch { throw .malformed }
  }

  // MARK: The store

  /// Begins a payment, and has its webhooks sent if it is decided already. One that is known under
  /// the reference stays as it is.
  private func begin(_ payment: SandboxPayment) async throws(GatewayError) -> SandboxPayment {
    guard Currency.unit(of: payment.amount.unit.code) == payment.amount.unit else {
      throw .refused(code: "unsupported_currency", message: "the unit is none of ISO 4217")
    }
    let delay = payment.kind == .charge ? sandbox.settings.delay : 0
    do {
      return try await store.atomically { transaction in
        guard try transaction.insert(payment) else {
          return try transaction.lock(payment.reference) ?? payment
        }
        if payment.state != .pending, let at = payment.settledAt {
          try transaction.announce(payment, at: at.adding(seconds: delay))
        }
        return payment
      }
    } catch {
      // It may have been committed; under the same reference it is found.
      throw .outcomeUnknown("the sandbox's store failed: \(error)")
    }
  }

  private func payment(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> SandboxPayment? {
    try await asking { try await $0.payment(reference) }
  }

  /// Asks the store something.
  private func asking<Value: Sendable>(
    _ body: (any SandboxStore) async throws -> Value
  ) async throws(GatewayError) -> Value {
    do {
      return try await body(store)
    } catch {
      throw .unavailable("the sandbox's store failed: \(error)")
    }
  }
}
