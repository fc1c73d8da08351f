public import Kernel
import Payments

extension Deposit {
  /// The refunds of a deposit that were asked for.
  public struct Refunds: Hashable, Sendable {
    /// When the provider was asked last for the one that is under way, by the machine's clock.
    public internal(set) var attemptedAt: Instant?
    /// How many have failed, from 0.
    public internal(set) var failed: Int64

    /// Refunds as a store keeps them; none unless more is given.
    public init(attemptedAt: Instant? = nil, failed: Int64 = 0) {
      self.attemptedAt = attemptedAt
      self.failed = failed
    }
  }

  /// The key of the refund that is under way: one for each, however often it is asked for. Nil
  /// where too many have failed for it to be one.
  var refundReference: PaymentReference? {
    let attempt = refunds.failed == 0 ? "" : "-\(refunds.failed + 1)"
    return PaymentReference("ajo-refund-\(id)\(attempt)")
  }

  /// Notes that the provider is about to be asked for the refund.
  mutating func refund(machine: Instant) { refunds.attemptedAt = machine }

  /// Takes a refund back that failed: a person decides again.
  mutating func reopen(because reason: String) {
    settlement = nil
    refunds = Refunds(failed: refunds.failed + 1)
    self.reason = reason
    version += 1
  }
}
