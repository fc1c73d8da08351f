public import Kernel

/// Why a payment failed.
public enum PaymentFailure: String, Hashable, Sendable, CaseIterable {
  /// The provider declined it.
  case declined
  /// Nobody paid within a day.
  case expired
  /// Its payer gave it up.
  case cancelled
  /// One of another amount took its place.
  case superseded
  /// What was paid is another amount or currency; nothing is booked.
  case mismatch
}

/// How a payment stands.
public enum PaymentState: Hashable, Sendable {
  /// Nobody has paid yet.
  case pending
  /// Paid, once.
  case completed
  /// Not paid as it should be.
  case failed(PaymentFailure)
  /// Paid, and given back.
  case refunded
}

/// What happens to a payment.
public enum PaymentEvent: Hashable, Sendable {
  /// Its provider says that so much was paid.
  case paid(Money)
  /// It failed, for a reason other than `mismatch`.
  case failed(PaymentFailure)
  /// Its provider gave it back.
  case refunded
}

/// What follows from an event.
public enum PaymentEffect: Hashable, Sendable {
  /// It counts: book it, extend premium or mark the fine.
  case complete
  /// Say that it failed.
  case fail(PaymentFailure)
  /// It was given back: reverse what was booked.
  case reverse
}

extension PaymentState {
  /// Takes an event in, in whatever order events come and however often: money is booked at most
  /// once, and what was paid counts even after a failure or against a cancellation.
  /// - Parameter amount: what the payment asks for.
  /// - Returns: what follows; nil where the event says nothing new.
  public mutating func take(_ event: PaymentEvent, asking amount: Money) -> PaymentEffect? {
    switch (self, event) {
    case (.completed, .refunded):
      self = .refunded
      return .reverse
    case (.completed, _), (.refunded, _), (_, .refunded): return nil
    case (_, .paid(amount)):
      self = .completed
      return .complete
    case (.failed(.mismatch), _): return nil
    case (_, .paid):
      self = .failed(.mismatch)
      return .fail(.mismatch)
    case (.pending, .failed(let reason)):
      self = .failed(reason)
      return .fail(reason)
    case (.failed, .failed): return nil
    }
  }

  /// How long a payment waits for its payer, in seconds.
  public static let patience: Int64 = 86_400
}

/// How a payment is made.
public enum PaymentMethod: String, Hashable, Sendable, CaseIterable {
  /// By a page of a payment provider.
  case gateway
  /// By Telegram's Stars; for plans alone.
  case stars
  /// By a page of the authority, of which the registry tells.
  case link
}

/// What to do where somebody asks to pay for a thing for which a payment may be pending.
public enum PaymentRequestStep: Hashable, Sendable {
  /// Make one.
  case make
  /// Answer with the one there is.
  case reuse
  /// Fail the one there is as superseded, and make one.
  case supersede

  /// Compares with the payment that is pending for the same thing by the same method.
  /// - Parameter expiresAt: when the pending one expires.
  public init(pending amount: Money?, expiresAt: Instant, asking: Money, at now: Instant) {
    guard let amount else {
      self = .make
      return
    }
    self = amount == asking && now < expiresAt ? .reuse : .supersede
  }
}
