public import Events
public import Work

/// What a provider said of a charge, payout or refund of a context, for the context to act on.
///
/// It comes in a job of the context's own database, once or more, in any order with other news of
/// the same reference. The unit of work that acts on it begins with `begin(in:)`, and so acts once.
public struct PaymentNews: Sendable {
  /// What happened. The provider was asked where its request did not vouch for it.
  public let event: PaymentEvent
  /// The attempt at the job that brings the news.
  public let run: JobRun
  private let delivery: RelayedEvent.ID
  private let subscriber: String

  /// News for a context.
  /// - Parameter delivery: what is acted on once.
  public init(_ event: PaymentEvent, run: JobRun, delivery: RelayedEvent.ID, context: String) {
    self.event = event
    self.run = run
    self.delivery = delivery
    subscriber = "\(context).payments"
  }

  /// Notes that a unit of work is what the context does about this. It is called before any other
  /// row is changed.
  /// - Returns: false if the context has acted on it before: there is nothing to do.
  /// - Throws: the store's error.
  public func begin(in work: any Work) throws -> Bool {
    try work.receive(delivery, by: subscriber)
  }
}

/// Acts on what providers say of a context's references. A context that offers one has the webhook
/// paths `…/webhooks/paystack`, `…/webhooks/flutterwave` and `…/webhooks/sandbox` below its mount.
/// Its references begin with its name.
public struct PaymentReceiver: Sendable {
  /// Acts on news. When it throws, the job is tried again; `JobDiscard` gives it up.
  public let receive: @Sendable (PaymentNews) async throws -> Void

  /// A receiver.
  public init(_ receive: @escaping @Sendable (PaymentNews) async throws -> Void) {
    self.receive = receive
  }
}
