import Booking
import Kernel
import Testing

/// How bookings are moved, confirmed, finished and paid late.
@Suite struct MoveTests {
  private let stage: Stage

  init() throws {
    stage = try Stage()
  }

  private func move(
    _ booking: inout Booking, by actor: BookingActor, at now: Instant
  ) throws(BookingRefusal) -> BookingStep {
    try booking.move(
      to: booking.start.adding(hours: 48), staffID: nil, by: actor, at: now, limits: stage.limits)
  }

  @Test("A customer moves until the notice before the old start, and so often; the staff always")
  func limits() throws {
    var booking = try stage.booking { $0.maxReschedules = 2 }
    #expect(throws: BookingRefusal.tooLate(.confirmed)) {
      try move(&booking, by: .customer, at: booking.cancelFreeUntil.adding(milliseconds: 1))
    }
    _ = try move(&booking, by: .customer, at: booking.cancelFreeUntil)
    _ = try move(&booking, by: .staff, at: booking.start)
    _ = try move(&booking, by: .customer, at: stage.now)
    #expect(booking.rescheduleCount == 2 && booking.rescheduleUntil(at: stage.now) == nil)
    #expect(throws: BookingRefusal.rescheduleLimit) {
      try move(&booking, by: .customer, at: stage.now)
    }
    #expect(booking.sequence == 3)
  }

  @Test("What a customer moves of a manual service waits for the staff again; the price stays")
  func manual() throws {
    var booking = try stage.booking { $0.isManual = true }
    _ = try booking.confirm(at: stage.now)
    let staff = try move(&booking, by: .staff, at: stage.now)
    #expect(staff.to == .confirmed)
    let step = try move(&booking, by: .customer, at: stage.now)
    #expect(step.from == .confirmed && step.to == .pending)
    #expect(booking.written.waitingFor == .staff)
    #expect(booking.money.price == stage.dollars(10_000))
  }

  @Test("What waits for the staff and is moved waits as long again, up to its new start")
  func waiting() throws {
    var booking = try stage.booking { $0.isManual = true }
    let later = stage.now.adding(hours: 10)
    let step = try move(&booking, by: .customer, at: later)
    #expect(step.to == .pending && booking.written.waitingFor == .staff)
    #expect(booking.written.holdExpiresAt == later.adding(hours: 48))
    _ = try booking.move(
      to: later.adding(hours: 3), staffID: nil, by: .staff, at: later, limits: stage.limits)
    #expect(booking.written.holdExpiresAt == booking.start)
  }

  @Test("Moving gives nobody more time to fill in a form, or to pay")
  func holds() throws {
    for isHeld in [false, true] {
      var booking = try stage.booking(isHeld: isHeld) { $0.payment = .full }
      let before = booking.written
      _ = try move(&booking, by: .customer, at: stage.now.adding(seconds: 60))
      #expect(booking.written == before)
    }
  }

  @Test("The staff confirms what is not due, or all the same if it insists; a second time is none")
  func confirm() throws {
    var booking = try stage.booking { $0.payment = .full }
    #expect(throws: BookingRefusal.invalidTransition(.pending)) {
      try booking.confirm(at: stage.now)
    }
    #expect(try booking.confirm(at: stage.now, isForced: true)?.to == .confirmed)
    #expect(try booking.confirm(at: stage.now) == nil)
    #expect(throws: BookingRefusal.invalidTransition(.confirmed)) {
      try booking.reject(at: stage.now)
    }
  }

  @Test("Who came is said from the start on, and otherwise for seven days after the end")
  func finish() throws {
    var booking = try stage.booking()
    #expect(throws: BookingRefusal.tooEarly(.confirmed)) {
      try booking.finish(true, at: booking.start.adding(milliseconds: -1))
    }
    #expect(try booking.finish(true, at: booking.start)?.to == .completed)
    let last = booking.time.upperBound.adding(hours: 7 * 24)
    #expect(try booking.finish(false, at: last)?.to == .noShow)
    #expect(throws: BookingRefusal.invalidTransition(.noShow)) {
      try booking.finish(true, at: last.adding(milliseconds: 1))
    }
  }

  @Test("A payment confirms, of a manual service it leads to the staff")
  func payment() throws {
    for isManual in [false, true] {
      var booking = try stage.booking {
        ($0.payment, $0.isManual) = (.deposit(percent: 30), isManual)
      }
      #expect(try booking.charge(isRest: false, at: stage.now) == stage.dollars(3_000))
      let step = try booking.receive(
        stage.dollars(3_000), at: stage.now, isSlotFree: true, limits: stage.limits)
      #expect(step.to == (isManual ? .pending : .confirmed))
      #expect(booking.written.waitingFor == (isManual ? .staff : nil))
      #expect(booking.due(at: stage.now) == stage.dollars(0))
      #expect(booking.paymentStatus(at: stage.now) == .paid)
      #expect(throws: BookingRefusal.nothingDue) {
        try booking.charge(isRest: false, at: stage.now)
      }
      #expect(try booking.charge(isRest: true, at: stage.now) == stage.dollars(7_000))
    }
  }

  @Test("A late payment brings a booking back while its slot is free, and goes back otherwise")
  func latePayment() throws {
    for isFree in [true, false] {
      var booking = try stage.booking { $0.payment = .full }
      let late = stage.now.adding(hours: 1)
      _ = booking.expire(at: late)
      let step = try booking.receive(
        stage.dollars(10_000), at: late, isSlotFree: isFree, limits: stage.limits)
      #expect(step.from == .expired && step.to == (isFree ? .confirmed : .expired))
      #expect(step.settlement?.refund == (isFree ? nil : stage.dollars(10_000)))
      #expect(booking.money.prepaid == stage.dollars(isFree ? 10_000 : 0))
    }
  }

  @Test("Seats change until something is paid, and the price follows unless the staff named it")
  func seats() throws {
    var booking = try stage.booking()
    try booking.take(seats: 3, at: stage.now)
    #expect(booking.money.price == stage.dollars(30_000) && booking.seats == 3)
    _ = try booking.receive(stage.dollars(1), at: stage.now, isSlotFree: true, limits: stage.limits)
    #expect(throws: BookingRefusal.alreadyPaid) { try booking.take(seats: 2, at: stage.now) }
    var large = try stage.booking(price: .max / 2)
    #expect(throws: BookingRefusal.priceTooLarge) { try large.take(seats: 3, at: stage.now) }
    #expect(large.seats == 1)
  }
}
