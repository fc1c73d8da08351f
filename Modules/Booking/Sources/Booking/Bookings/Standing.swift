public import Kernel

/// Where a booking stands, and until when.
public struct Standing: Hashable, Sendable {
  /// The state that was last written.
  public let status: BookingStatus
  /// Who has to act; of pending ones alone.
  public let waitingFor: WaitingFor?
  /// When the hold of a pending one ends; of pending ones alone.
  public let holdExpiresAt: Instant?

  /// A standing that waits for nobody.
  public init(_ status: BookingStatus) {
    self.status = status
    waitingFor = nil
    holdExpiresAt = nil
  }

  /// A pending booking.
  public init(waitingFor: WaitingFor, until end: Instant) {
    status = .pending
    self.waitingFor = waitingFor
    holdExpiresAt = end
  }

  /// Where it stands at an instant: a hold ends by itself, whether or not anybody has written so.
  public func asOf(_ now: Instant) -> Standing {
    guard let holdExpiresAt, holdExpiresAt <= now else { return self }
    return Standing(.expired)
  }

  /// Whether its seats are taken at an instant.
  public func isLive(at now: Instant) -> Bool { asOf(now).status.takesSeats }
}

/// How long bookings wait, as settings have it.
public struct HoldLimits: Hashable, Sendable {
  /// For a customer who fills in the form, in minutes.
  public var holdMinutes: Int
  /// For a payment, in minutes.
  public var paymentMinutes: Int
  /// For the staff, in hours, and no longer than to the start.
  public var approvalHours: Int

  /// Limits.
  public init(holdMinutes: Int = 10, paymentMinutes: Int = 30, approvalHours: Int = 48) {
    self.holdMinutes = holdMinutes
    self.paymentMinutes = paymentMinutes
    self.approvalHours = approvalHours
  }
}

/// What a booking has still to pass before it is confirmed.
public struct Hurdles: Hashable, Sendable {
  /// Whether the customer still fills in the form.
  public var isHeld: Bool
  /// Whether money is due.
  public var isDue: Bool
  /// Whether the staff has to confirm.
  public var isManual: Bool

  /// What is to pass.
  public init(isHeld: Bool = false, isDue: Bool, isManual: Bool) {
    self.isHeld = isHeld
    self.isDue = isDue
    self.isManual = isManual
  }

  /// Where a booking stands in front of them: the form comes first, then the payment, then the
  /// staff. Staff who book what has begun already are waited for as long as others.
  public func standing(start: Instant, at now: Instant, by limits: HoldLimits) -> Standing {
    if isHeld {
      let end = now.adding(seconds: Int64(limits.holdMinutes) * 60)
      return Standing(waitingFor: .customer, until: end)
    }
    if isDue {
      let end = now.adding(seconds: Int64(limits.paymentMinutes) * 60)
      return Standing(waitingFor: .payment, until: end)
    }
    guard isManual else { return Standing(.confirmed) }
    let end = now.adding(seconds: Int64(limits.approvalHours) * 3_600)
    return Standing(waitingFor: .staff, until: start > now ? min(start, end) : end)
  }
}
