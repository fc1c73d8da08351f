import Booking
import Kernel
import KernelTesting
import Testing

/// A business made at random: one service with its hours, persons and bookings around a date.
struct Business {
  let service: ServiceID
  let zone: TimeZoneRules
  let date: CivilDate
  let hours: WorkingHours
  let terms: SlotTerms
  let blackouts: [Blackout]
  let taken: [TakenSeats]
  let staff: [Person]
  let now: Instant

  struct Person {
    let id: UserID
    let hours: OpeningHours?
    let bookings: [ServedBooking]
    let lastAssignment: Instant?
  }

  /// The dates of which slots are asked for.
  var dates: ClosedRange<CivilDate> { date...date.adding(days: 2) }

  init(zone name: String, hasStaff: Bool, using random: inout SplitMix) throws {
    let ids = SeededIDs(seed: 7)
    service = ids.make()
    zone = try TimeZoneRules(identifier: name)
    let changes = Zones.changes(in: zone)
    let change = changes.randomElement(using: &random) ?? CivilDate(daysSinceEpoch: 20_700)
    date = change.adding(days: .random(in: -2...1, using: &random))
    hours = try Self.hours(around: date, using: &random)
    terms = SlotTerms(
      duration: .random(in: 1...36, using: &random) * 5,
      interval: [5, 15, 20, 35, 50, 60, 95].randomElement(using: &random),
      bufferBefore: [0, 0, 5, 30].randomElement(using: &random) ?? 0,
      bufferAfter: [0, 0, 10, 45].randomElement(using: &random) ?? 0,
      capacity: .random(in: 1...4, using: &random),
      minNotice: [0, 60, 700].randomElement(using: &random) ?? 0,
      maxDaysAhead: .random(in: 1...5, using: &random))
    let start = zone.startOfDay(date)
    now = start.adding(seconds: 60 * .random(in: -2_000...1_000, using: &random))
    blackouts =
      Int.random(in: 0..<3, using: &random) > 0
      ? [] : [Blackout(id: ids.make(), dates: date.adding(days: 1)...date.adding(days: 1))]
    let terms = self.terms
    taken = (0..<Int.random(in: 0...9, using: &random)).map { _ in
      let from = start.adding(seconds: 300 * .random(in: -100...900, using: &random))
      let length = 300 * Int64.random(in: 1...60, using: &random)
      return TakenSeats(
        from..<from.adding(seconds: length),
        seats: .random(in: 1...terms.capacity, using: &random))
    }
    let service = self.service
    staff = try (0..<(hasStaff ? 3 : 0)).map { number in
      let rested = Bool.random(using: &random)
      return Person(
        id: ids.make(),
        hours: Bool.random(using: &random)
          ? nil
          : OpeningHours(
            try Self.hours(around: start.date, using: &random),
            in: try TimeZoneRules(identifier: Zones.odd[number])),
        bookings: (0..<Int.random(in: 0...5, using: &random)).map { _ in
          let from = start.adding(seconds: 300 * .random(in: -100...900, using: &random))
          let isOwn = Bool.random(using: &random)
          return ServedBooking(
            serviceID: isOwn ? service : ServiceID(rawValue: 1), start: from,
            time: isOwn ? terms.blocked(from: from) : from..<from.adding(seconds: 4_500), seats: 1)
        },
        lastAssignment: rested ? nil : start.adding(seconds: -Int64(number * 100)))
    }
  }

  private static func hours(
    around date: CivilDate, using random: inout SplitMix
  ) throws -> WorkingHours {
    if Int.random(in: 0..<5, using: &random) == 0 { return .always }
    var week: [Weekday: DayHours] = [:]
    for day in Weekday.allCases { week[day] = try self.day(using: &random) }
    return WorkingHours(
      week: week, overrides: [date.adding(days: 1): try day(using: &random)])
  }

  private static func day(using random: inout SplitMix) throws -> DayHours {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return .closed
    case 1: return .wholeDay
    default:
      let count = Int.random(in: 1...3, using: &random) * 2
      var times: Set<Int> = []
      while times.count < count { times.insert(.random(in: 0...48, using: &random) * 30) }
      let sorted = try times.sorted().map { try #require(WallTime(minutes: $0)) }
      return try DayHours(
        stride(from: 0, to: count, by: 2).map { .init(from: sorted[$0], to: sorted[$0 + 1]) })
    }
  }

  /// The calendar that decides, as a store would put it together.
  var calendar: SlotCalendar {
    SlotCalendar(
      serviceID: service, terms: terms, zone: zone,
      days: OpenDays(OpeningHours(hours, in: zone), on: dates),
      blackouts: TimeSet(union: blackouts.map { $0.time(in: zone) }),
      seats: staff.isEmpty ? .own(SeatLoad(taken)) : .persons(persons))
  }

  private var persons: [StaffCalendar] {
    staff.map { person in
      StaffCalendar(
        id: person.id,
        openTime: person.hours.map {
          $0.openTime(on: date.adding(days: -2)...date.adding(days: 5))
        },
        bookings: person.bookings, lastAssignment: person.lastAssignment)
    }
  }
}

extension Instant {
  /// The date that it is in Greenwich.
  var date: CivilDate { TimeZoneRules.utc.date(at: self) }
}
