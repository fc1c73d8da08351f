public import Kernel

// Every step looks at where the booking stands at the instant, not at what was last written. A step
// to where it stands already does nothing, and answers nil.
extension Booking {
  /// Ends a customer's hold, and goes on as a plain booking would.
  /// - Throws: `invalidTransition`.
  public mutating func submit(
    at now: Instant, by limits: HoldLimits
  ) throws(BookingRefusal) -> BookingStep {
    let standing = standing(at: now)
    guard standing.waitingFor == .customer else { throw .invalidTransition(standing.status) }
    let hurdles = Hurdles(isDue: due(at: now).minorUnits > 0, isManual: policy.isManual)
    stand(hurdles.standing(start: start, at: now, by: limits))
    return BookingStep(.submitted, from: .pending, to: written.status)
  }

  /// Confirms it for the staff.
  /// - Parameter isForced: whether it is confirmed although money is due.
  /// - Throws: `invalidTransition`.
  public mutating func confirm(
    at now: Instant, isForced: Bool = false
  ) throws(BookingRefusal) -> BookingStep? {
    let status = standing(at: now).status
    guard status != .confirmed else { return nil }
    guard status == .pending, isForced || due(at: now).minorUnits == 0 else {
      throw .invalidTransition(status)
    }
    stand(Standing(.confirmed))
    return BookingStep(.confirmed, from: status, to: .confirmed)
  }

  /// Turns it down. All of its money goes back.
  /// - Throws: `invalidTransition`.
  public mutating func reject(at now: Instant) throws(BookingRefusal) -> BookingStep? {
    let status = standing(at: now).status
    guard status != .rejected else { return nil }
    guard status == .pending else { throw .invalidTransition(status) }
    stand(Standing(.rejected))
    return BookingStep(
      .rejected, from: status, to: .rejected, settlement: money.settle(refundPercent: 100))
  }

  /// Writes that its hold ran out; nil if it did not, or was written before. All of its money goes
  /// back.
  public mutating func expire(at now: Instant) -> BookingStep? {
    guard written.status == .pending, standing(at: now).status == .expired else { return nil }
    stand(Standing(.expired))
    return BookingStep(
      .expired, from: .pending, to: .expired, settlement: money.settle(refundPercent: 100))
  }

  /// Calls it off.
  /// - Parameters:
  ///   - percent: what of its money goes back, if the staff says so; otherwise all of it.
  /// - Throws: `invalidTransition`, `tooLate` for a customer once it has begun.
  public mutating func cancel(
    by actor: BookingActor, at now: Instant, reason: String? = nil,
    refundPercent percent: Int? = nil
  ) throws(BookingRefusal) -> BookingStep? {
    let standing = standing(at: now)
    guard standing.status != .cancelled else { return nil }
    guard !standing.status.isOver else { throw .invalidTransition(standing.status) }
    guard actor != .customer || now < start else { throw .tooLate(standing.status) }
    let isFree =
      actor != .customer || standing.waitingFor == .staff || now <= cancelFreeUntil
    let share = isFree ? (actor == .staff ? percent : nil) ?? 100 : policy.lateRefundPercent
    stand(Standing(.cancelled))
    cancellation = Cancellation(at: now, by: actor, reason: reason)
    return BookingStep(
      .cancelled, from: standing.status, to: .cancelled,
      settlement: money.settle(refundPercent: share))
  }

  /// For how long after its end the staff may say otherwise whether the customer came, in seconds.
  public static let correctionTime: Int64 = 7 * 86_400

  /// Says whether the customer came. What is held for it is earned.
  /// - Throws: `invalidTransition`, `tooEarly` before it has begun.
  public mutating func finish(
    _ hasCome: Bool, at now: Instant
  ) throws(BookingRefusal) -> BookingStep? {
    let status = standing(at: now).status
    let end: BookingStatus = hasCome ? .completed : .noShow
    guard status != end else { return nil }
    switch status {
    case .confirmed:
      guard now >= start else { throw .tooEarly(status) }
    case .completed, .noShow:
      guard now <= time.upperBound.adding(seconds: Self.correctionTime) else {
        throw .invalidTransition(status)
      }
    default: throw .invalidTransition(status)
    }
    stand(Standing(end))
    return BookingStep(
      hasCome ? .completed : .noShow, from: status, to: end,
      settlement: money.settle(refundPercent: 0))
  }
}
