public import Kernel
public import Payments
import Work

/// What the sandbox does when somebody decides: a payer on its page, or a tester.
public struct Sandbox: Sendable {
  /// How the sandbox is set up.
  public struct Settings: Sendable {
    /// The key of its webhooks' signatures and of its cards' tokens.
    public var secret: String
    /// Where its pages are, without a `/` at the end.
    public var base: String
    /// How long after a decision its webhook comes, in seconds of business time.
    public var delay: Int64

    /// The sandbox set up.
    public init(secret: String, base: String, delay: Int64) {
      self.secret = secret
      var base = base
      while base.hasSuffix("/") { base.removeLast() }
      self.base = base
      self.delay = delay
    }
  }

  let store: any SandboxStore
  let settings: Settings
  let clock: any WallClock

  /// A sandbox.
  /// - Parameter clock: business time.
  public init(store: any SandboxStore, settings: Settings, clock: any WallClock) {
    self.store = store
    self.settings = settings
    self.clock = clock
  }

  /// The longest that a webhook may be put off, in seconds: ten years.
  public static let longestDelay: Int64 = 10 * 366 * 86_400

  /// A charge, for its page.
  /// - Throws: `SandboxRefusal.notFound`, or the store's error.
  public func charge(_ reference: String) async throws -> SandboxPayment {
    guard let reference = PaymentReference(reference),
      let payment = try await store.payment(reference), payment.kind == .charge
    else { throw SandboxRefusal.notFound }
    return payment
  }

  /// Decides a charge. To decide it the same way again changes nothing; a payer who left may come
  /// back and approve or decline.
  /// - Parameter delay: after how many seconds of business time the webhook comes; nil for as long
  ///   as the sandbox usually takes.
  /// - Throws: `SandboxRefusal`, or the store's error.
  public func decide(
    _ reference: String, _ outcome: SandboxPayment.State, delay: Int64? = nil
  ) async throws -> SandboxPayment {
    guard let reference = PaymentReference(reference) else { throw SandboxRefusal.notFound }
    let delay = delay ?? settings.delay
    return try await store.atomically { transaction in
      guard var payment = try transaction.lock(reference), payment.kind == .charge else {
        throw SandboxRefusal.notFound
      }
      let before = payment
      payment.decide(outcome, settledAt: transaction.now)
      guard payment.state != before.state else { return before }
      guard before.state == .pending || before.state == .abandoned else {
        throw SandboxRefusal.alreadyDecided
      }
      try transaction.update(payment)
      if payment.state != .abandoned {
        try transaction.announce(payment, at: transaction.now.adding(seconds: delay))
      }
      return payment
    }
  }

  /// Tells whose account it is, whatever the sandbox would say by itself.
  public func setHolder(of account: BankAccount, to name: String) async throws {
    try await store.atomically { try $0.setHolder(of: account, to: name) }
  }

  /// The webhook of a payment as it is now; nil if there is nothing to tell.
  public func webhook(_ reference: String) async throws -> IncomingWebhook? {
    guard let reference = PaymentReference(reference),
      let payment = try await store.payment(reference)
    else { return nil }
    guard let body = SandboxText.webhook(payment, settings.secret) else { return nil }
    let signature = WebhookSignature.made(over: body, secret: settings.secret)
    return IncomingWebhook(headers: [SandboxGateway.signatureField: signature], body: body)
  }
}

extension SandboxTransaction {
  /// Has the webhooks of a payment sent.
  func announce(_ payment: SandboxPayment, at due: Instant) throws {
    for copy in 0..<payment.webhooks {
      try work.enqueue(
        SendSandboxWebhook(payment.reference, copy: copy + 1),
        at: due.adding(seconds: Int64(copy)), unique: nil)
    }
  }
}
