public import Kernel
public import Work

/// Where the sandbox keeps what it knows.
public protocol SandboxStore: Sendable {
  /// Runs a change: what it does is there together or not at all. The body may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any SandboxTransaction) throws -> Value
  ) async throws -> Value

  /// A payment, or nil.
  func payment(_ reference: PaymentReference) async throws -> SandboxPayment?

  /// Charges and payouts that succeeded, and were settled from one instant until before another.
  func settled(from start: Instant, to end: Instant) async throws -> [SandboxPayment]

  /// Whose account it is, as a tester told; nil if nobody did.
  func holder(of account: BankAccount) async throws -> String?
}

/// The sandbox within one unit of work.
public protocol SandboxTransaction {
  /// What the change does beside its rows.
  var work: any Work { get }
  /// Business time.
  var now: Instant { get }

  /// Adds a payment, unless there is one under its reference.
  /// - Returns: whether it was added.
  func insert(_ payment: SandboxPayment) throws -> Bool
  /// Locks a payment; nil if there is none.
  func lock(_ reference: PaymentReference) throws -> SandboxPayment?
  /// Writes a payment that is locked.
  func update(_ payment: SandboxPayment) throws
  /// Tells whose account it is.
  func setHolder(of account: BankAccount, to name: String) throws
}

/// Sends the webhook of a payment of the sandbox, through the path that real ones take.
public struct SendSandboxWebhook: Job {
  /// `platform.sandbox_webhook`.
  public static let kind = "platform.sandbox_webhook"

  /// The reference of the payment.
  public let reference: String
  /// Which of its webhooks it is, from 1.
  public let copy: Int

  /// The job of a payment.
  public init(_ reference: PaymentReference, copy: Int) {
    self.reference = reference.text
    self.copy = copy
  }
}
