import Booking
import Kernel

/// The rules of availability by their words, slowly: each minute of some days is looked at by
/// itself, and nothing is known of intervals.
struct MinuteByMinute {
  private let business: Business
  private let clocks: WallClocks
  private let isOpen: [Bool]
  /// The minute from which the grid counts at each minute that is open.
  private let origin: [Int]
  private let load: [Int]
  private let staffOpen: [UserID: [Bool]]

  init(_ business: Business) {
    self.business = business
    let dates = business.date.adding(days: -16)...business.date.adding(days: 6)
    clocks = WallClocks(business.zone, on: dates)
    let isOpen = Self.open(business.hours, clocks, dates)
    self.isOpen = isOpen
    var origin = [Int](repeating: -1, count: isOpen.count)
    for minute in isOpen.indices where isOpen[minute] {
      let date = CivilDate(daysSinceEpoch: clocks.shown[minute] / 1_440)
      var isCut = false
      if date.weekday == 1, clocks.opening(date, 0) == minute {
        let monday = clocks.opening(date.adding(days: -7), 0)
        isCut =
          date.adding(days: -7) >= dates.lowerBound
          && isOpen[monday..<minute].allSatisfy { $0 }
      }
      origin[minute] = minute > 0 && isOpen[minute - 1] && !isCut ? origin[minute - 1] : minute
    }
    self.origin = origin
    load = Self.load(business.taken, clocks)
    staffOpen = Dictionary(
      uniqueKeysWithValues: business.staff.compactMap { person in
        person.hours.map { own in
          let there = WallClocks(own.zone, on: dates)
          let open = Self.open(own.hours, there, dates)
          let shift = there.minute(business.zone.startOfDay(dates.lowerBound))
          return (
            person.id,
            isOpen.indices.map { open.indices.contains($0 + shift) && open[$0 + shift] }
          )
        }
      })
  }

  private static func open(
    _ hours: WorkingHours, _ clocks: WallClocks, _ dates: ClosedRange<CivilDate>
  ) -> [Bool] {
    var open = [Bool](repeating: false, count: clocks.shown.count)
    for day in 0...dates.lowerBound.days(until: dates.upperBound) {
      let date = dates.lowerBound.adding(days: day)
      for interval in hours.hours(on: date).intervals {
        let opens = clocks.opening(date, interval.from.minutes)
        let closes = clocks.closing(date, interval.to.minutes)
        for minute in opens..<max(opens, closes) { open[minute] = true }
      }
    }
    return open
  }

  private static func load(_ taken: [TakenSeats], _ clocks: WallClocks) -> [Int] {
    var load = [Int](repeating: 0, count: clocks.shown.count)
    for booking in taken {
      let from = clocks.minute(booking.time.lowerBound)
      for minute in from..<clocks.minute(booking.time.upperBound) {
        load[minute] += booking.seats
      }
    }
    return load
  }

  /// Every start of the dates asked for that can be booked.
  func starts(seats: Int) -> [Instant] {
    let first = clocks.opening(business.dates.lowerBound, 0)
    let last = clocks.opening(business.dates.upperBound.adding(days: 1), 0)
    return (first..<last).filter { refusal(of: $0, seats: seats) == nil }.map(clocks.instant)
  }

  /// The minutes of the dates asked for, each with why it cannot be booked.
  func verdicts(seats: Int) -> [(start: Instant, refusal: SlotRefusal?)] {
    let first = clocks.opening(business.dates.lowerBound, 0)
    let last = clocks.opening(business.dates.upperBound.adding(days: 1), 0)
    return (first..<last).map { (clocks.instant($0), refusal(of: $0, seats: seats)) }
  }

  private func refusal(of start: Int, seats: Int) -> SlotRefusal? {
    let terms = business.terms
    let time = start..<start + terms.duration
    let now = clocks.minute(business.now)
    if start < now { return .slotInPast }
    if start < now + terms.minNotice { return .tooSoon }
    let today = clocks.shown[now] / 1_440
    if clocks.shown[start] / 1_440 > today + terms.maxDaysAhead { return .tooFarAhead }
    if !time.allSatisfy({ isOpen[$0] }) { return .outsideHours }
    if (start - origin[start]) % terms.interval != 0 { return .offGrid }
    let isBlackedOut = time.contains { minute in
      let date = CivilDate(daysSinceEpoch: clocks.shown[minute] / 1_440)
      return business.blackouts.contains { $0.dates.contains(date) }
    }
    if isBlackedOut { return .blackedOut }
    let blocked = start - terms.bufferBefore..<time.upperBound + terms.bufferAfter
    guard !business.staff.isEmpty else {
      return blocked.allSatisfy { load[$0] + seats <= terms.capacity } ? nil : .slotTaken
    }
    let working = business.staff.filter { person in
      staffOpen[person.id].map { open in time.allSatisfy { open[$0] } } ?? true
    }
    if working.isEmpty { return .staffUnavailable }
    return working.contains { isFree($0, clocks.instant(start), blocked, seats) } ? nil : .slotTaken
  }

  private func isFree(
    _ person: Business.Person, _ start: Instant, _ blocked: Range<Int>, _ seats: Int
  ) -> Bool {
    var shared = 0
    for booking in person.bookings {
      let from = clocks.minute(booking.time.lowerBound)
      let minutes = from..<clocks.minute(booking.time.upperBound)
      guard blocked.contains(where: minutes.contains) else { continue }
      guard booking.serviceID == business.service, booking.start == start else { return false }
      shared += booking.seats
    }
    return shared + seats <= business.terms.capacity
  }
}
