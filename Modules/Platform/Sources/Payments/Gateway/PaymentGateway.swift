public import Kernel

/// What a payment provider does for contexts: takes charges in, sends payouts out, and says what
/// became of either.
///
/// A reference is the key of what it stands for. What is asked again under the same reference
/// happens once, so an outcome that is not known is asked for, with `verifyCharge` and
/// `verifyPayout`, until it is.
///
/// A call waits for another server. The bodies of transactions are synchronous, so none can be made
/// within one.
public protocol PaymentGateway: Sendable {
  /// Which provider it is.
  var provider: PaymentProvider { get }

  /// Begins a charge that the payer approves on a page of the provider.
  /// - Throws: `.refused`, `.unavailable`; `.outcomeUnknown` says that the provider may know the
  ///   reference already, and that nobody can have paid yet.
  func initialise(_ request: ChargeRequest) async throws(GatewayError) -> ChargePage

  /// What became of a charge.
  /// - Throws: `.unavailable` as long as it cannot be found out.
  func verifyCharge(_ reference: PaymentReference) async throws(GatewayError) -> ChargeStatus

  /// Charges a card that its owner allowed to be charged again.
  /// - Throws: `.outcomeUnknown` if the card may have been charged: ask `verifyCharge`.
  func charge(
    _ card: CardAuthorization, _ request: ChargeRequest
  ) async throws(GatewayError) -> ChargeStatus

  /// The banks that payouts in a currency can go to, by name.
  func banks(for currency: Unit) async throws(GatewayError) -> [Bank]

  /// Whose account it is, as the bank tells; nil if the bank has no such account.
  /// - Parameter holder: who says that it is theirs. Banks are not told; the sandbox, which has no
  ///   bank to ask, believes it.
  func resolve(
    _ account: BankAccount, claimedBy holder: String
  ) async throws(GatewayError) -> AccountName?

  /// Sends money to a bank account.
  /// - Throws: `.outcomeUnknown` if the money may be on its way: ask `verifyPayout`. After
  ///   `.refused` and `.unavailable` nothing was sent.
  func transferOut(_ request: PayoutRequest) async throws(GatewayError) -> PayoutStatus

  /// What became of a payout.
  /// - Throws: `.unavailable` as long as it cannot be found out.
  func verifyPayout(_ reference: PaymentReference) async throws(GatewayError) -> PayoutStatus

  /// Gives a charge back, whole or in part.
  /// - Throws: `.outcomeUnknown` if it may have been given back: ask `verifyRefund`.
  func refund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus

  /// What became of a refund.
  /// - Throws: `.unavailable` as long as it cannot be found out.
  func verifyRefund(_ request: RefundRequest) async throws(GatewayError) -> RefundStatus

  /// What became of money of a charge that a webhook says was taken back, or may be. It is asked
  /// where the webhook does not vouch for that.
  /// - Parameters:
  ///   - event: what the webhook says.
  ///   - body: the webhook's, which may name it in the provider's own ways.
  /// - Returns: nil where the provider knows nothing of it.
  /// - Throws: `.unavailable` as long as it cannot be found out.
  func verifyTakenBack(
    _ event: PaymentEvent, in body: [UInt8]
  ) async throws(GatewayError) -> TakenBack?

  /// Every charge and payout of a day that the provider has settled, for reconciliation.
  /// - Throws: `.unavailable`.
  func settlements(
    on day: CivilDate, in zone: TimeZoneRules
  ) async throws(GatewayError) -> [Settlement]

  /// Checks that a webhook comes from the provider.
  /// - Throws: `IncomingWebhookRefusal.badSignature`.
  func verify(_ webhook: IncomingWebhook) throws(IncomingWebhookRefusal)

  /// What a webhook says that was verified.
  /// - Returns: nil for what concerns no charge, payout or refund with a reference of ours.
  /// - Throws: `IncomingWebhookRefusal.malformed`.
  func event(in body: [UInt8]) throws(IncomingWebhookRefusal) -> PaymentEvent?
}

extension PaymentGateway {
  /// Nothing: whose webhooks vouch for what they say need not be asked.
  public func verifyTakenBack(
    _ event: PaymentEvent, in body: [UInt8]
  ) async throws(GatewayError) -> TakenBack? { nil }

  /// Reads a webhook of the provider, once its signature over the octets is found to be right.
  /// - Returns: nil for what concerns no charge, payout or refund.
  /// - Throws: `IncomingWebhookRefusal`.
  public func read(
    _ webhook: IncomingWebhook
  ) throws(IncomingWebhookRefusal) -> PaymentEvent? {
    try verify(webhook)
    return try event(in: webhook.body)
  }
}
