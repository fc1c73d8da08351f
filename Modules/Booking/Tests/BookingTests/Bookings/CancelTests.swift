import Booking
import Kernel
import Testing

/// What is given back of a booking that is called off.
@Suite struct CancelTests {
  private let stage: Stage

  init() throws {
    stage = try Stage()
  }

  /// A confirmed booking in 72 hours, paid in full.
  private func paid(_ change: (inout BookingPolicy) -> Void = { _ in }) throws -> Booking {
    var booking = try stage.booking(price: 9_999) {
      $0.payment = .full
      change(&$0)
    }
    _ = try booking.receive(
      stage.dollars(9_999), at: stage.now, isSlotFree: true, limits: stage.limits)
    return booking
  }

  @Test("A customer gets all back until the notice begins, that instant included")
  func notice() throws {
    var early = try paid { $0.lateRefundPercent = 50 }
    let end = early.start.adding(hours: -24)
    #expect(early.cancelFreeUntil == end)
    let all = try early.cancel(by: .customer, at: end)
    #expect(all?.settlement?.refund == stage.dollars(9_999))
    #expect(early.paymentStatus(at: end) == .refunded)

    var late = try paid { $0.lateRefundPercent = 50 }
    let half = try late.cancel(by: .customer, at: end.adding(milliseconds: 1))
    // 49.995 is as far from 49.99 as from 50.00; the even one is 50.00.
    #expect(half?.settlement?.refund == stage.dollars(5_000))
    #expect(half?.settlement?.revenue == stage.dollars(4_999))
    #expect(late.paymentStatus(at: end) == .partRefunded)
  }

  @Test("What waits for the staff, and what the staff or nobody calls off, is given back whole")
  func whole() throws {
    var waiting = try paid { $0.isManual = true }
    let late = waiting.start.adding(hours: -25)
    #expect(waiting.written.waitingFor == .staff)
    let manual = try waiting.cancel(by: .customer, at: stage.now.adding(hours: 47))
    #expect(manual?.settlement?.refund == stage.dollars(9_999))
    for actor in [BookingActor.staff, .system] {
      var booking = try paid()
      let step = try booking.cancel(by: actor, at: booking.start.adding(hours: 1))
      #expect(step?.settlement?.refund == stage.dollars(9_999))
    }
    var named = try paid()
    let step = try named.cancel(by: .staff, at: late, refundPercent: 10)
    #expect(step?.settlement?.refund == stage.dollars(1_000))
  }

  @Test("A customer names no share, and calls nothing off that has begun")
  func customer() throws {
    var booking = try paid()
    let late = booking.start.adding(hours: -1)
    #expect(throws: BookingRefusal.tooLate(.confirmed)) {
      try booking.cancel(by: .customer, at: booking.start)
    }
    let step = try booking.cancel(by: .customer, at: late, refundPercent: 100)
    #expect(step?.settlement?.refund == stage.dollars(0))
    #expect(try booking.cancel(by: .customer, at: late) == nil)
    #expect(throws: BookingRefusal.invalidTransition(.cancelled)) { try booking.confirm(at: late) }
  }

  @Test(
    "A share is rounded to the last digit, halves to even, and a deposit is at least that digit",
    arguments: [
      (50, 1, 0), (50, 3, 2), (50, 5, 2), (25, 2, 0), (25, 6, 2), (30, 10_001, 3_000),
      (100, 7, 7), (0, 7, 0), (1, 150, 2), (1, 50, 0), (1, 250, 2), (99, Int64.max / 100, nil),
    ] as [(Int, Int64, Int64?)])
  func shares(percent: Int, of price: Int64, share: Int64?) {
    let money = stage.dollars(price)
    if let share { #expect(money.share(percent: percent).minorUnits == share) }
    var policy = BookingPolicy()
    policy.payment = .deposit(percent: max(1, percent))
    #expect((1...price).contains(policy.required(of: money).minorUnits))
  }

  @Test("A share is nearest to the exact one, and the even one of two that are equally near")
  func roundings() {
    var random = SplitMix(seed: 99)
    for _ in 0..<20_000 {
      let price = Int64.random(in: 0...100_000, using: &random)
      let percent = Int64.random(in: 0...100, using: &random)
      let share = stage.dollars(price).share(percent: Int(percent)).minorUnits
      let distance = abs(share * 100 - price * percent)
      guard distance < 50 || distance == 50 && share.isMultiple(of: 2), (0...price).contains(share)
      else {
        Issue.record("\(percent) % of \(price) is not \(share)")
        return
      }
    }
  }
}
