public import Kernel

/// All that decides which slots of a service can be had: one set of rules for what is listed and
/// for what a booking takes.
public struct SlotCalendar: Sendable {
  /// Whose seats there are.
  public enum Seats: Sendable {
    /// The service's own, taken by its bookings.
    case own(SeatLoad)
    /// Those of persons.
    case persons([StaffCalendar])
  }

  /// Which service.
  public let serviceID: ServiceID
  /// The measures of its slots.
  public let terms: SlotTerms
  /// The zone of its dates.
  public let zone: TimeZoneRules
  /// Its hours around the dates that are asked for.
  public let days: OpenDays
  /// When it is not to be had whatever its hours.
  public let blackouts: TimeSet
  /// Whose seats there are, and which are taken.
  public let seats: Seats

  /// Puts together what is known.
  public init(
    serviceID: ServiceID, terms: SlotTerms, zone: TimeZoneRules, days: OpenDays,
    blackouts: TimeSet = .none, seats: Seats
  ) {
    self.serviceID = serviceID
    self.terms = terms
    self.zone = zone
    self.days = days
    self.blackouts = blackouts
    self.seats = seats
  }

  /// Finds who takes a booking.
  /// - Parameter now: business time.
  /// - Returns: the person who is to serve it; nil where none does.
  /// - Throws: the first reason why not.
  public func place(_ request: SlotRequest, at now: Instant) throws(SlotRefusal) -> UserID? {
    try checkTime(of: request, at: now)
    let places = try openPlaces(for: request)
    return places.staff.first
  }

  /// What may be had of a slot.
  /// - Throws: the first reason why nothing may.
  func offer(of request: SlotRequest, at now: Instant) throws(SlotRefusal) -> Slot {
    try checkTime(of: request, at: now)
    let places = try openPlaces(for: request)
    return Slot(
      time: terms.time(from: request.start), seatsLeft: places.seatsLeft, staff: places.staff)
  }

  private func checkTime(of request: SlotRequest, at now: Instant) throws(SlotRefusal) {
    let start = request.start
    guard !request.isOverride else {
      guard start >= now.adding(seconds: -SlotRequest.longestPast) else { throw .slotInPast }
      return
    }
    guard start >= now else { throw .slotInPast }
    guard start >= now.adding(seconds: Int64(terms.minNotice) * 60) else { throw .tooSoon }
    let lastDate = zone.date(at: now).adding(days: terms.maxDaysAhead)
    guard zone.date(at: start) <= lastDate else { throw .tooFarAhead }
    let time = terms.time(from: start)
    guard days.openTime.holds(time) else { throw .outsideHours }
    guard let origin = days.gridOrigin(at: start),
      start.milliseconds(since: origin) % terms.step == 0
    else { throw .offGrid }
    guard !blackouts.touches(time) else { throw .blackedOut }
  }

  /// Who can take a request, by turns, and the most seats that one booking can have.
  private func openPlaces(
    for request: SlotRequest
  ) throws(SlotRefusal) -> (staff: [UserID], seatsLeft: Int) {
    let blocked = terms.blocked(from: request.start)
    switch seats {
    case .own(let load):
      guard request.staffID == nil else { throw .staffUnavailable }
      let left = terms.capacity - load.peak(in: blocked)
      guard left >= request.seats else { throw .slotTaken }
      return ([], left)
    case .persons(let persons):
      let time = terms.time(from: request.start)
      let working = persons.filter {
        (request.staffID == nil || $0.id == request.staffID) && $0.works(at: time)
      }
      guard !working.isEmpty else { throw .staffUnavailable }
      var free: [(person: StaffCalendar, seats: Int)] = []
      for person in working {
        let left = person.seatsLeft(
          of: terms.capacity, serviceID: serviceID, start: request.start, blocked: blocked)
        if left >= request.seats { free.append((person, left)) }
      }
      guard !free.isEmpty else { throw .slotTaken }
      free.sort { StaffCalendar.isNext($0.person, before: $1.person) }
      return (free.map(\.person.id), free.map(\.seats).max() ?? 0)
    }
  }
}

extension SlotTerms {
  /// From one slot's start to the next one's, in milliseconds.
  var step: Int64 { Int64(interval) * 60_000 }
}
