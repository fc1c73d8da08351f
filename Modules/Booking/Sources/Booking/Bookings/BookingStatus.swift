/// Where a booking stands.
public enum BookingStatus: String, Hashable, Sendable, CaseIterable {
  /// Its slot is held for whoever it waits for.
  case pending
  /// It takes place.
  case confirmed
  /// The staff turned it down.
  case rejected
  /// Whoever it waited for did not come in time.
  case expired
  /// The customer or the staff called it off.
  case cancelled
  /// It took place.
  case completed
  /// The customer did not come.
  case noShow = "no_show"

  /// Whether it is over, so that none of its money waits for anything.
  public var isOver: Bool { self != .pending && self != .confirmed }

  /// Whether it takes its seats as long as no hold of it has run out.
  public var takesSeats: Bool {
    switch self {
    case .pending, .confirmed, .completed: true
    case .rejected, .expired, .cancelled, .noShow: false
    }
  }

  /// The states that one may lead to.
  public var successors: Set<BookingStatus> {
    switch self {
    case .pending: [.confirmed, .rejected, .expired, .cancelled]
    case .confirmed: [.cancelled, .completed, .noShow, .pending]
    case .completed: [.noShow]
    case .noShow: [.completed]
    case .expired: [.confirmed, .pending]
    case .rejected, .cancelled: []
    }
  }
}

/// Who has to act before a pending booking is confirmed.
public enum WaitingFor: String, Hashable, Sendable, CaseIterable {
  /// The customer, who is still filling in the form.
  case customer
  /// A payment.
  case payment
  /// The staff, who confirm or reject.
  case staff
}

/// Who acts on a booking.
public enum BookingActor: String, Hashable, Sendable, CaseIterable {
  /// The customer whose it is.
  case customer
  /// Somebody of the staff.
  case staff
  /// A job, a payment, the end of an account.
  case system
}
