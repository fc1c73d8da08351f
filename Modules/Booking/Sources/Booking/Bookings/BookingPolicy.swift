public import Kernel

/// What a service promises about its bookings. Copied to each, so that later changes of the service
/// do not concern it.
public struct BookingPolicy: Hashable, Sendable {
  /// Whether the staff confirms each booking.
  public var isManual: Bool
  /// The amount due before it is confirmed.
  public var payment: PaymentRule
  /// How long before the start a customer may cancel for nothing, and move, in hours: 0–720.
  public var cancelNoticeHours: Int
  /// What of the money is given back to a customer who cancels later, 0–100.
  public var lateRefundPercent: Int
  /// How often a customer may move a booking, 0–100.
  public var maxReschedules: Int

  /// The amount due before a booking is confirmed.
  public enum PaymentRule: Hashable, Sendable {
    /// Nothing.
    case none
    /// So many hundredths of the price, 1–100.
    case deposit(percent: Int)
    /// The price.
    case full
  }

  /// A policy; that of a plain service unless told otherwise.
  public init(
    isManual: Bool = true, payment: PaymentRule = .none, cancelNoticeHours: Int = 24,
    lateRefundPercent: Int = 0, maxReschedules: Int = 3
  ) {
    self.isManual = isManual
    self.payment = payment
    self.cancelNoticeHours = cancelNoticeHours
    self.lateRefundPercent = lateRefundPercent
    self.maxReschedules = maxReschedules
  }

  /// Until when, that instant included, a customer may cancel for nothing.
  public func cancelFreeUntil(start: Instant) -> Instant {
    start.adding(seconds: Int64(-cancelNoticeHours) * 3_600)
  }

  /// What is to be paid of a price before a booking is confirmed: at least one minor unit of what
  /// is not free.
  public func required(of price: Money) -> Money {
    switch payment {
    case .none: .zero(price.unit)
    case .full: price
    case .deposit(let percent):
      Money(
        minorUnits: min(price.minorUnits, max(1, price.share(percent: percent).minorUnits)),
        unit: price.unit)
    }
  }
}
