import Booking
import Kernel
import KernelTesting
import Testing

/// Why slots are refused, and who serves them.
@Suite struct RefusalTests {
  private let service = ServiceID(rawValue: 5)
  private let now: Instant
  private let ids = SeededIDs(seed: 2)

  init() throws {
    // A Wednesday.
    now = try #require(Instant("2026-06-10T08:00:00Z"))
  }

  private func hour(_ hours: Int64) -> Instant { now.adding(hours: hours) }

  /// A service of an hour, open from 9 to 17 on Wednesdays and Thursdays.
  private func calendar(
    _ seats: SlotCalendar.Seats = .own(SeatLoad([])), blackouts: TimeSet = .none,
    _ change: (inout SlotTerms) -> Void = { _ in }
  ) throws -> SlotCalendar {
    var terms = SlotTerms(duration: 60)
    change(&terms)
    let day = try DayHours([
      .init(from: try #require(WallTime("09:00")), to: try #require(WallTime("17:00")))
    ])
    let hours = WorkingHours(week: [.wed: day, .thu: day])
    let date = try #require(CivilDate("2026-06-10"))
    return SlotCalendar(
      serviceID: service, terms: terms, zone: .utc,
      days: OpenDays(
        OpeningHours(hours, in: .utc), on: date.adding(days: -3)...date.adding(days: 20)),
      blackouts: blackouts, seats: seats)
  }

  private func refusal(_ calendar: SlotCalendar, _ request: SlotRequest) -> SlotRefusal? {
    do {
      _ = try calendar.place(request, at: now)
      return nil
    } catch {
      return error
    }
  }

  @Test("Of several reasons the first of the list is told, each at its very edge")
  func order() throws {
    let full = SlotCalendar.Seats.own(SeatLoad([TakenSeats(hour(-9)..<hour(900), seats: 1)]))
    let dark = TimeSet(union: [hour(-9)..<hour(900)])
    let all = try calendar(full, blackouts: dark) { $0.maxDaysAhead = 7 }
    #expect(refusal(all, SlotRequest(now.adding(milliseconds: -1))) == .slotInPast)
    #expect(refusal(all, SlotRequest(now)) == .tooSoon)
    #expect(refusal(all, SlotRequest(hour(8 * 24))) == .tooFarAhead)
    #expect(refusal(all, SlotRequest(hour(9))) == .outsideHours)
    #expect(refusal(all, SlotRequest(hour(8).adding(seconds: 60))) == .outsideHours)
    #expect(refusal(all, SlotRequest(hour(2).adding(milliseconds: 1))) == .offGrid)
    #expect(refusal(all, SlotRequest(hour(2))) == .blackedOut)
    #expect(refusal(try calendar(full), SlotRequest(hour(2))) == .slotTaken)
    #expect(
      refusal(try calendar(full), SlotRequest(hour(2), staffID: ids.make())) == .staffUnavailable)
    #expect(refusal(try calendar(), SlotRequest(hour(1))) == nil)
  }

  @Test("The staff passes notice, horizon, hours, grid and blackouts, never seats, and 24 h back")
  func override() throws {
    let dark = TimeSet(union: [hour(-90)..<hour(9_000)])
    let open = try calendar(blackouts: dark) { $0.maxDaysAhead = 1 }
    for start in [hour(-24), now, hour(0).adding(seconds: 61), hour(9), hour(24 * 300)] {
      #expect(refusal(open, SlotRequest(start, isOverride: true)) == nil)
    }
    #expect(
      refusal(open, SlotRequest(hour(-24).adding(milliseconds: -1), isOverride: true))
        == .slotInPast)
    let taken = SlotCalendar.Seats.own(SeatLoad([TakenSeats(hour(2)..<hour(3), seats: 1)]))
    #expect(
      refusal(try calendar(taken), SlotRequest(hour(2), isOverride: true)) == .slotTaken)
  }

  @Test("The buffers of both neighbours count, and those that touch do not collide")
  func buffers() throws {
    // 11:00–12:00 with 15 minutes before and 30 after.
    let neighbour = TakenSeats(
      hour(3).adding(seconds: -900)..<hour(4).adding(seconds: 1_800), seats: 1)
    let seats = SlotCalendar.Seats.own(SeatLoad([neighbour]))
    func minutes(before: Int, after: Int) throws -> [String] {
      let calendar = try calendar(seats) {
        ($0.interval, $0.bufferBefore, $0.bufferAfter) = (5, before, after)
      }
      let free = calendar.slots(in: hour(1)..<hour(9), at: now).map(\.time.lowerBound)
      let gap = try #require(zip(free, free.dropFirst()).first { $1 > $0.adding(seconds: 300) })
      return [gap.0, gap.1].map { String("\($0)".dropFirst(11).prefix(5)) }
    }
    #expect(try minutes(before: 0, after: 0) == ["09:45", "12:30"])
    #expect(try minutes(before: 10, after: 20) == ["09:25", "12:40"])
  }

  @Test("A shared session gives up the seats of one that leaves, and keeps the others'")
  func shared() throws {
    let one = TakenSeats(hour(2)..<hour(3), seats: 1)
    func left(_ taken: [TakenSeats]) throws -> Int? {
      let calendar = try calendar(.own(SeatLoad(taken))) { $0.capacity = 3 }
      return calendar.slots(in: hour(2)..<hour(3), at: now).first?.seatsLeft
    }
    #expect(try left([one, one, one]) == nil)
    #expect(try left([one, one]) == 1)
    #expect(try left([]) == 3)
  }

  @Test("Three persons of capacity 1 take three bookings at a time, by turns")
  func turns() throws {
    let persons: [UserID] = (0..<3).map { _ in ids.make() }
    var served: [UserID: [ServedBooking]] = [:]
    var last: [UserID: Instant] = [persons[0]: hour(-2), persons[1]: hour(-5)]
    var order: [UserID] = []
    for number in 0..<3 {
      let seats = SlotCalendar.Seats.persons(
        persons.map {
          StaffCalendar(id: $0, bookings: served[$0] ?? [], lastAssignment: last[$0])
        })
      let person = try #require(try calendar(seats).place(SlotRequest(hour(2)), at: now))
      served[person, default: []].append(
        ServedBooking(serviceID: service, start: hour(2), time: hour(2)..<hour(3), seats: 1))
      last[person] = now.adding(seconds: Int64(number))
      order.append(person)
    }
    #expect(order == [persons[2], persons[1], persons[0]])
    let all = SlotCalendar.Seats.persons(
      persons.map { StaffCalendar(id: $0, bookings: served[$0] ?? []) })
    #expect(refusal(try calendar(all), SlotRequest(hour(2))) == .slotTaken)
    #expect(refusal(try calendar(all), SlotRequest(hour(3))) == nil)
  }

  @Test("A person is kept by their own hours, days off, and bookings of any service")
  func person() throws {
    let id: UserID = ids.make()
    func refused(_ person: StaffCalendar, isOverride: Bool = false) throws -> SlotRefusal? {
      refusal(
        try calendar(.persons([person])) { $0.capacity = 5 },
        SlotRequest(hour(2), isOverride: isOverride))
    }
    let off = StaffCalendar(id: id, daysOff: TimeSet(union: [hour(2)..<hour(3)]))
    let late = StaffCalendar(
      id: id, openTime: TimeSet(union: [hour(2).adding(seconds: 60)..<hour(9)]))
    #expect(try refused(off) == .staffUnavailable && refused(off, isOverride: true) != nil)
    #expect(try refused(late) == .staffUnavailable)
    func busy(_ service: ServiceID, _ start: Int64) -> StaffCalendar {
      StaffCalendar(
        id: id,
        bookings: [
          ServedBooking(
            serviceID: service, start: hour(start), time: hour(start)..<hour(start + 1), seats: 4)
        ])
    }
    #expect(try refused(busy(ServiceID(rawValue: 6), 2)) == .slotTaken)
    #expect(try refused(busy(service, 2)) == nil)
    #expect(try refused(busy(ServiceID(rawValue: 6), 3)) == nil)
  }
}
