public import Kernel

extension Booking {
  /// Whether it may be moved, before anybody looks for a new slot.
  /// - Throws: `invalidTransition`, `tooLate`, `rescheduleLimit`.
  public func checkMove(by actor: BookingActor, at now: Instant) throws(BookingRefusal) {
    let status = standing(at: now).status
    guard !status.isOver else { throw .invalidTransition(status) }
    guard actor == .customer else { return }
    guard now <= cancelFreeUntil else { throw .tooLate(status) }
    guard rescheduleCount < policy.maxReschedules else { throw .rescheduleLimit }
  }

  /// Moves it to a slot that it was given. The price stays. What a customer moves of a manual
  /// service, the staff confirms anew; whoever is waited for otherwise has the same time as before.
  /// - Throws: as `checkMove` does.
  public mutating func move(
    to newStart: Instant, staffID newStaff: UserID?, by actor: BookingActor, at now: Instant,
    limits: HoldLimits
  ) throws(BookingRefusal) -> BookingStep {
    try checkMove(by: actor, at: now)
    let before = standing(at: now)
    start = newStart
    staffID = newStaff
    sequence += 1
    if actor == .customer { rescheduleCount += 1 }
    let isAsked = actor == .customer && policy.isManual && before.status == .confirmed
    if isAsked || before.waitingFor == .staff {
      let hurdles = Hurdles(isDue: false, isManual: true)
      written = hurdles.standing(start: newStart, at: now, by: limits)
    }
    return BookingStep(.rescheduled, from: before.status, to: written.status)
  }

  /// Changes how many seats it takes, once they were found to be free. The price follows.
  /// - Throws: `invalidTransition`, `alreadyPaid`, `priceTooLarge`.
  public mutating func take(seats newSeats: Int, at now: Instant) throws(BookingRefusal) {
    let status = standing(at: now).status
    guard newSeats != seats else { return }
    guard !status.isOver else { throw .invalidTransition(status) }
    guard money.paid.minorUnits == 0 else { throw .alreadyPaid }
    do { try money.follow(seats: newSeats) } catch { throw .priceTooLarge }
    seats = newSeats
  }

  /// What a customer is asked to pay.
  /// - Parameter isRest: whether all that is left of the price is asked for, not only what must be
  ///   paid now.
  /// - Throws: `invalidTransition`, `nothingDue`.
  public func charge(isRest: Bool, at now: Instant) throws(BookingRefusal) -> Money {
    let status = standing(at: now).status
    guard !status.isOver else { throw .invalidTransition(status) }
    let amount = isRest ? money.rest : due(at: now)
    guard amount.minorUnits > 0 else { throw .nothingDue }
    return amount
  }

  /// Takes in a payment that has been made, whatever became of the booking meanwhile.
  /// - Parameter isSlotFree: whether its slot, of a booking whose hold ran out, is still free.
  /// - Throws: `unitMismatch`, `overflow`.
  public mutating func receive(
    _ payment: Money, at now: Instant, isSlotFree: Bool, limits: HoldLimits
  ) throws(MoneyArithmeticError) -> BookingStep {
    let before = standing(at: now)
    try money.receive(payment)
    switch before.status {
    case .confirmed: return BookingStep(.paid, from: .confirmed, to: .confirmed)
    case .pending:
      if before.waitingFor == .payment, due(at: now).minorUnits == 0 {
        stand(
          Hurdles(isDue: false, isManual: policy.isManual).standing(
            start: start, at: now, by: limits))
      }
      return BookingStep(.paid, from: .pending, to: written.status)
    case .expired where isSlotFree && start > now && isPaidInFull:
      stand(
        Hurdles(isDue: false, isManual: policy.isManual).standing(
          start: start, at: now, by: limits))
      return BookingStep(.paid, from: .expired, to: written.status)
    case .completed, .noShow:
      return BookingStep(
        .paid, from: before.status, to: before.status,
        settlement: money.settle(refundPercent: 0))
    case .expired, .rejected, .cancelled:
      stand(Standing(before.status))
      return BookingStep(
        .refunded, from: before.status, to: before.status,
        settlement: money.settle(refundPercent: 100))
    }
  }

  /// Whether nothing would be due if it were confirmed.
  private var isPaidInFull: Bool { money.due(by: policy, .confirmed).minorUnits == 0 }
}
