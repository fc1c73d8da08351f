import Booking
import Kernel
import Testing

/// What a booking waits for, and how long.
@Suite struct StandingTests {
  private let stage: Stage

  init() throws {
    stage = try Stage()
  }

  @Test("The form comes first, then the payment, then the staff, then nobody")
  func first() throws {
    let held = try stage.booking(isHeld: true) { $0.payment = .full }
    #expect(held.written == .init(waitingFor: .customer, until: stage.now.adding(seconds: 600)))
    let due = try stage.booking { ($0.payment, $0.isManual) = (.full, true) }
    #expect(due.written == .init(waitingFor: .payment, until: stage.now.adding(seconds: 1_800)))
    let manual = try stage.booking { $0.isManual = true }
    #expect(manual.written == .init(waitingFor: .staff, until: stage.now.adding(hours: 48)))
    #expect(try stage.booking().written == Standing(.confirmed))
    #expect(try stage.booking(price: 0) { $0.payment = .full }.written == Standing(.confirmed))
  }

  @Test("The staff is waited for to the start at most, and of what has begun as long as else")
  func approval() throws {
    let soon = try stage.booking(in: 5) { $0.isManual = true }
    #expect(soon.written.holdExpiresAt == soon.start)
    let begun = try stage.booking(in: -5) { $0.isManual = true }
    #expect(begun.written.holdExpiresAt == stage.now.adding(hours: 48))
  }

  @Test("A hold ends at its instant, though nobody has written so")
  func ends() throws {
    var booking = try stage.booking(isHeld: true)
    let end = try #require(booking.written.holdExpiresAt)
    #expect(booking.written.isLive(at: end.adding(milliseconds: -1)))
    #expect(!booking.written.isLive(at: end))
    #expect(booking.standing(at: end) == Standing(.expired))
    #expect(booking.expire(at: end.adding(milliseconds: -1)) == nil)
    #expect(throws: BookingRefusal.invalidTransition(.expired)) {
      try booking.submit(at: end, by: stage.limits)
    }
    #expect(throws: BookingRefusal.invalidTransition(.expired)) { try booking.confirm(at: end) }
    #expect(booking.expire(at: end)?.to == .expired)
    #expect(booking.expire(at: end) == nil)
  }

  @Test("Submitting goes on as a plain booking would, by the clock of that moment")
  func submit() throws {
    var paid = try stage.booking(isHeld: true) { $0.payment = .full }
    let later = stage.now.adding(seconds: 500)
    _ = try paid.submit(at: later, by: stage.limits)
    #expect(paid.written == .init(waitingFor: .payment, until: later.adding(seconds: 1_800)))
    #expect(throws: BookingRefusal.invalidTransition(.pending)) {
      try paid.submit(at: later, by: stage.limits)
    }
    var free = try stage.booking(isHeld: true)
    #expect(try free.submit(at: later, by: stage.limits).to == .confirmed)
  }
}

extension Instant {
  /// So many hours later.
  func adding(hours: Int64) -> Instant { adding(seconds: hours * 3_600) }
}
