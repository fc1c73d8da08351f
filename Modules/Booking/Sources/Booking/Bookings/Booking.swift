public import Kernel

/// An appointment that was asked for: what its steps depend on, and what they change.
///
/// Texts that no rule looks at (who comes, where to, notes) are kept beside it.
public struct Booking: Hashable, Sendable, Identifiable {
  /// A booking's id.
  public typealias ID = Identifier<Booking>

  /// Which booking.
  public let id: ID
  /// Of which service.
  public let serviceID: ServiceID
  /// What the service promised when it was booked.
  public let policy: BookingPolicy
  /// The measures of the slot when it was booked.
  public let terms: SlotTerms
  /// When it begins.
  public internal(set) var start: Instant
  /// How many seats it takes, 1–1,000.
  public internal(set) var seats: Int
  /// Who serves it; nil where nobody does.
  public internal(set) var staffID: UserID?
  /// Where it was last written to stand; `standing(at:)` knows of holds that ran out since.
  public internal(set) var written: Standing
  /// Its money.
  public internal(set) var money: BookingMoney
  /// How often the customer has moved it.
  public internal(set) var rescheduleCount: Int
  /// How often its time or its status changed: SEQUENCE of its calendar file.
  public internal(set) var sequence: Int
  /// How it was called off.
  public internal(set) var cancellation: Cancellation?

  /// How a booking was called off.
  public struct Cancellation: Hashable, Sendable {
    /// When.
    public let at: Instant
    /// By whom.
    public let by: BookingActor
    /// Why, as they say.
    public let reason: String?

    /// A cancellation.
    public init(at: Instant, by: BookingActor, reason: String?) {
      self.at = at
      self.by = by
      self.reason = reason
    }
  }

  /// A booking as it is kept.
  public init(
    id: ID, serviceID: ServiceID, policy: BookingPolicy, terms: SlotTerms, start: Instant,
    seats: Int, staffID: UserID?, written: Standing, money: BookingMoney, rescheduleCount: Int = 0,
    sequence: Int = 0, cancellation: Cancellation? = nil
  ) {
    self.id = id
    self.serviceID = serviceID
    self.policy = policy
    self.terms = terms
    self.start = start
    self.seats = seats
    self.staffID = staffID
    self.written = written
    self.money = money
    self.rescheduleCount = rescheduleCount
    self.sequence = sequence
    self.cancellation = cancellation
  }

  /// The appointment.
  public var time: Range<Instant> { terms.time(from: start) }

  /// The time for which it takes its seats while it is live.
  public var blocked: Range<Instant> { terms.blocked(from: start) }

  /// Where it stands: a hold that ran out is over.
  public func standing(at now: Instant) -> Standing { written.asOf(now) }

  /// What must be paid now.
  public func due(at now: Instant) -> Money { money.due(by: policy, standing(at: now).status) }

  /// How much of the amount due is paid.
  public func paymentStatus(at now: Instant) -> BookingMoney.Status {
    money.status(by: policy, standing(at: now).status)
  }

  /// Until when, that instant included, a customer may cancel for nothing.
  public var cancelFreeUntil: Instant { policy.cancelFreeUntil(start: start) }

  /// Until when, that instant included, a customer may move it; nil where they may not any more.
  public func rescheduleUntil(at now: Instant) -> Instant? {
    guard !standing(at: now).status.isOver, rescheduleCount < policy.maxReschedules else {
      return nil
    }
    return cancelFreeUntil
  }

  /// Whether it counts among the open ones, of which a customer may have so many.
  public func isOpen(at now: Instant) -> Bool {
    !standing(at: now).status.isOver && start > now
  }

  mutating func stand(_ standing: Standing) {
    if standing.status != written.status { sequence += 1 }
    written = standing
  }
}
