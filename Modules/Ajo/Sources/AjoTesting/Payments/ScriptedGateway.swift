public import Ajo
public import Kernel
public import Payments
import Synchronization

/// A payment provider whose answers a test writes beforehand. What it was asked for under one
/// reference it does once, as real ones do.
public final class ScriptedGateway: PaymentGateway {
  /// What becomes of a call that would do something.
  public enum Answer: Hashable, Sendable {
    /// It is done, and said so.
    case done
    /// It is done, and the answer is lost.
    case lost
    /// It is not done, as the provider cannot be reached.
    case unreachable
    /// The provider refuses.
    case refused
  }

  private struct State {
    var answer = Answer.done
    var isReachable = true
    var charges: [PaymentReference: ChargeStatus] = [:]
    var payouts: [PaymentReference: PayoutStatus] = [:]
    var refunds: [PaymentReference: RefundStatus] = [:]
    var refundRequests: [PaymentReference] = []
    var sent: [PayoutRequest] = []
    var chargedCards: [CardAuthorization] = []
    var holders: [BankAccount: String?] = [:]
    var settlements: [Settlement] = []
    var witness: (@Sendable (RefundRequest) async -> Void)?
  }

  private let state = Mutex(State())

  /// The sandbox, as far as names go, unless another was named.
  public let provider: PaymentProvider

  /// A provider that does what it is asked.
  public init(as provider: PaymentProvider = .sandbox) { self.provider = provider }

  /// What becomes of calls from now on.
  public func answer(_ answer: Answer) { state.withLock { $0.answer = answer } }

  /// Whether questions are answered from now on.
  public func setReachable(_ isReachable: Bool) {
    state.withLock { $0.isReachable = isReachable }
  }

  /// What is said of a charge from now on.
  public func set(_ reference: PaymentReference, _ status: ChargeStatus) {
    state.withLock { $0.charges[reference] = status }
  }

  /// What is said of a payout from now on; nil where it knows nothing of it.
  public func set(_ reference: PaymentReference, _ status: PayoutStatus?) {
    state.withLock { $0.payouts[reference] = status }
  }

  /// Whose an account is; nil where there is none.
  public func setHolder(of account: BankAccount, _ name: String?) {
    state.withLock { $0.holders[account] = .some(name) }
  }

  /// What was settled, on every day.
  public func settle(_ settlements: [Settlement]) {
    state.withLock { $0.settlements = settlements }
  }

  /// Every payout that was sent, once for each reference.
  public var sent: [PayoutRequest] { state.withLock { $0.sent } }
  /// The cards that were charged.
  public var chargedCards: [CardAuthorization] { state.withLock { $0.chargedCards } }
  /// The refunds that were made.
  public var refunded: [PaymentReference] { state.withLock { Array($0.refunds.keys) } }
  /// The references of all refunds that reached it, each as often as it did.
  public var refundRequests: [PaymentReference] { state.withLock { $0.refundRequests } }

  /// What is said of refunds of a charge from now on; nil where it knows nothing of one.
  public func setRefund(of charge: PaymentReference, _ status: RefundStatus?) {
    state.withLock { $0.refunds[charge] = status }
  }

  /// Has somebody see each refund that is made, before it is answered.
  public func witnessRefunds(_ witness: @escaping @Sendable (RefundRequest) async -> Void) {
    state.withLock { $0.witness = witness }
  }

  private func act(_ body: (inout State) -> Void) throws(GatewayError) {
    let answer = state.withLock { state in
      switch state.answer {
      case .done, .lost: body(&state)
      case .unreachable, .refused: break
      }
      return state.answer
    }
    switch answer {
    case .done: return
    case .lost: throw .outcomeUnknown("the answer was lost")
    case .unreachable: throw .unavailable("nobody answers")
    case .refused: throw .refused(code: "no", message: "refused")
    }
  }

  private func ask<Value>(_ body: (inout State) -> Value) throws(GatewayError) -> Value {
    let found = state.withLock { $0.isReachable ? body(&$0) : nil }
    guard let found else { throw .unavailable("nobody answers") }
    return found
  }

  /// A page that ends in the reference.
  public func initialise(_ request: ChargeRequest) async throws(GatewayError) -> ChargePage {
    try act { $0.charges[request.reference] = $0.charges[request.reference] ?? .pending }
    return ChargePage(
      reference: request.reference, url: "https://pay.example/\(request.reference)")
  }

  /// What a test said.
  public func verifyCharge(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> ChargeStatus {
    try ask { $0.charges[reference] ?? .unknown }
  }

  /// Charges the card at once.
  public func charge(
    _ card: CardAuthorization, _ request: ChargeRequest
  ) async throws(GatewayError) -> ChargeStatus {
    let status = ChargeStatus.succeeded(.paying(request.reference, request.amount))
    try act {
      $0.chargedCards.append(card)
      $0.charges[request.reference] = $0.charges[request.reference] ?? status
    }
    return state.withLock { $0.charges[request.reference] } ?? status
  }

  /// Two banks.
  public func banks(for currency: Unit) async throws(GatewayError) -> [Bank] {
    try ask { _ in
      [Bank(code: "058", name: "Guaranty Trust Bank"), Bank(code: "044", name: "Access Bank")]
    }
  }

  /// What a test said, or whoever claims it.
  public func resolve(
    _ account: BankAccount, claimedBy holder: String
  ) async throws(GatewayError) -> AccountName? {
    let name: String?? = try ask { $0.holders[account] ?? .some(holder) }
    return name.flatMap(\.self).map { AccountName($0) }
  }

  /// Sends it out once, and answers what a test said became of it; usually it is under way.
  public func transferOut(_ request: PayoutRequest) async throws(GatewayError) -> PayoutStatus {
    try act {
      if !$0.sent.contains(where: { $0.reference == request.reference }) {
        $0.sent.append(request)
      }
      $0.payouts[request.reference] = $0.payouts[request.reference] ?? .pending
    }
    return state.withLock { $0.payouts[request.reference] } ?? .pending
  }

  /// What a test said.
  public func verifyPayout(
    _ reference: PaymentReference
  ) async throws(GatewayError) -> PayoutStatus {
    try ask { $0.payouts[reference] ?? .unknown }
  }

  /// Gives it back at once.
  public func refund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    try act {
      $0.refunds[request.charge] = .succeeded
      $0.refundRequests.append(request.reference)
    }
    await state.withLock { $0.witness }?(request)
    return .succeeded
  }

  /// Whether it was given back.
  public func verifyRefund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus {
    try ask { $0.refunds[request.charge] ?? .unknown }
  }

  /// What a test said, of the day.
  public func settlements(
    on day: CivilDate, in zone: TimeZoneRules
  ) async throws(GatewayError) -> [Settlement] {
    try ask { $0.settlements.filter { zone.date(at: $0.at) == day } }
  }

  /// Takes nothing.
  public func verify(_ webhook: IncomingWebhook) throws(IncomingWebhookRefusal) {
    throw .badSignature
  }

  /// Reads nothing.
  public func event(in body: [UInt8]) throws(IncomingWebhookRefusal) -> PaymentEvent? { nil }
}

extension Charge {
  /// A charge that was paid, with a card that can be charged again.
  public static func paying(
    _ reference: PaymentReference, _ amount: Money, signature: String? = "SIG_1",
    expiring year: Int = 2030
  ) -> Charge {
    Charge(
      reference: reference, amount: amount, providerReference: "p-\(reference)",
      card: CardAuthorization(
        token: "AUTH_\(reference)", signature: signature, brand: "visa", lastFour: "4081",
        expiryMonth: 12, expiryYear: year, email: "ada@example.com"))
  }
}

extension Payout {
  /// A payout that arrived.
  public static func of(_ reference: PaymentReference, _ amount: Money) -> Payout {
    Payout(reference: reference, amount: amount, providerReference: "t-\(reference)")
  }
}

/// Finds out who users are as a test says: by the last digit of the number, as the sandbox does.
public final class ScriptedIdentity: KYCProvider {
  private let isReachable = Mutex(true)
  private let verdicts = Mutex<[IdentityCheck.ID: IdentityVerdict]>([:])

  /// One that answers.
  public init() {}

  /// Whether it answers from now on.
  public func setReachable(_ isReachable: Bool) { self.isReachable.withLock { $0 = isReachable } }

  /// What is said of a check to who asks, from now on.
  public func set(_ check: IdentityCheck.ID, _ verdict: IdentityVerdict) {
    verdicts.withLock { $0[check] = verdict }
  }

  /// `scripted`.
  public var name: String { "scripted" }

  /// Ending in 0 verified, in 1 rejected, others pending.
  public func submit(_ check: IdentityCheck) async throws(KYCError) -> IdentityVerdict {
    guard isReachable.withLock({ $0 }) else { throw .unavailable("nobody answers") }
    switch check.number.utf8.last {
    case UInt8(ascii: "0"): return .verified
    case UInt8(ascii: "1"): return .rejected("the number is another's")
    default: return .pending
    }
  }

  /// What a test said; `.pending` until then.
  public func status(
    of check: IdentityCheck.ID, for user: UserID
  ) async throws(KYCError) -> IdentityVerdict {
    guard isReachable.withLock({ $0 }) else { throw .unavailable("nobody answers") }
    return verdicts.withLock { $0[check] } ?? .pending
  }

  /// Takes nothing.
  public func read(
    headers: [String: String], body: [UInt8], at now: Instant
  ) throws(KYCWebhookRefusal) -> IdentityResult? { throw .badSignature }
}
