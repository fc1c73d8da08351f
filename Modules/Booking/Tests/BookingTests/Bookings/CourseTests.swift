import Booking
import Kernel
import Testing

/// Whatever happens to a booking, in whatever order.
@Suite struct CourseTests {
  @Test("No money appears or vanishes, none is held when all is over, and steps follow the table")
  func course() throws {
    var random = SplitMix(seed: 20_261_202)
    for _ in 0..<600 {
      let stage = try Stage()
      var booking = try stage.booking(
        in: .random(in: 1...100, using: &random), price: .random(in: 0...9_999, using: &random),
        isHeld: .random(using: &random)
      ) { policy in
        policy.isManual = .random(using: &random)
        policy.payment =
          [.none, .full, .deposit(percent: .random(in: 1...100, using: &random))]
          .randomElement(using: &random) ?? .none
        policy.lateRefundPercent = .random(in: 0...100, using: &random)
      }
      var now = stage.now
      for _ in 0..<10 {
        now = now.adding(seconds: .random(in: 0...90_000, using: &random))
        let (before, wasOver) = (booking, booking.standing(at: now).status.isOver)
        let step = try change(&booking, at: now, stage.limits, using: &random)
        check(booking, after: before, step, at: now)
        if let step {
          #expect(step.from == before.standing(at: now).status || step.kind == .expired)
          #expect(step.to == booking.standing(at: now).status)
          #expect(step.to == step.from || step.from.successors.contains(step.to), "\(step)")
        } else {
          #expect(booking == before)
        }
        if wasOver, step == nil { #expect(booking.money == before.money) }
      }
    }
  }

  private func check(
    _ booking: Booking, after before: Booking, _ step: BookingStep?, at now: Instant
  ) {
    let money = booking.money
    #expect(
      money.paid.minorUnits
        == money.prepaid.minorUnits + money.refunded.minorUnits + money.earned.minorUnits)
    #expect(
      [money.paid, money.prepaid, money.refunded, money.earned].allSatisfy {
        $0.minorUnits >= 0
      })
    if booking.written.status.isOver { #expect(money.prepaid.minorUnits == 0) }
    let moved = step?.settlement
    #expect(
      money.refunded.minorUnits - before.money.refunded.minorUnits
        == (moved?.refund.minorUnits ?? 0))
    #expect(
      money.earned.minorUnits - before.money.earned.minorUnits == (moved?.revenue.minorUnits ?? 0))
    #expect((booking.written.holdExpiresAt != nil) == (booking.written.status == .pending))
    #expect((booking.written.waitingFor != nil) == (booking.written.status == .pending))
    #expect(booking.sequence >= before.sequence)
    if booking.start != before.start || booking.written.status != before.written.status {
      #expect(booking.sequence > before.sequence)
    }
  }

  /// Does something; nil if it was refused, or nothing happened.
  private func change(
    _ booking: inout Booking, at now: Instant, _ limits: HoldLimits, using random: inout SplitMix
  ) throws -> BookingStep? {
    let actor = BookingActor.allCases.randomElement(using: &random) ?? .system
    let isSure = Bool.random(using: &random)
    do {
      switch Int.random(in: 0..<9, using: &random) {
      case 0: return try booking.submit(at: now, by: limits)
      case 1: return try booking.confirm(at: now, isForced: isSure)
      case 2: return try booking.reject(at: now)
      case 3: return booking.expire(at: now)
      case 4:
        return try booking.cancel(
          by: actor, at: now, refundPercent: .random(in: 0...100, using: &random))
      case 5: return try booking.finish(isSure, at: now)
      case 6:
        let start = now.adding(seconds: .random(in: 1...500_000, using: &random))
        return try booking.move(to: start, staffID: nil, by: actor, at: now, limits: limits)
      default:
        let amount = try booking.charge(isRest: isSure, at: now)
        return try booking.receive(amount, at: now, isSlotFree: isSure, limits: limits)
      }
    } catch is BookingRefusal {
      return nil
    }
  }
}
