import Booking
import Kernel
import KernelTesting
import Testing

/// Which slots there are.
@Suite struct AvailabilityTests {
  @Test(
    "What is listed is what minutes looked at one by one allow, and what a booking takes",
    arguments: Zones.odd, [false, true])
  func bruteForce(zone: String, hasStaff: Bool) throws {
    var random = SplitMix(seed: zone.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    var seen: [SlotRefusal?: Int] = [:]
    for _ in 0..<6 {
      let business = try Business(zone: zone, hasStaff: hasStaff, using: &random)
      let seats = Int.random(in: 1...business.terms.capacity, using: &random)
      let calendar = business.calendar
      let starts = SlotCalendar.starts(on: business.dates, in: business.zone)
      let listed = calendar.slots(in: starts, seats: seats, at: business.now)

      let verdicts = MinuteByMinute(business).verdicts(seats: seats)
      #expect(
        listed.map(\.time.lowerBound) == verdicts.filter { $0.refusal == nil }.map(\.start),
        "\(business)")
      let wrong = verdicts.filter { start, refusal in
        seen[refusal, default: 0] += 1
        return verdict(calendar, SlotRequest(start, seats: seats), business.now) != refusal
      }
      #expect(wrong.isEmpty, "\(business)")
      #expect(listed.allSatisfy { isExact($0, calendar, business.now) }, "\(business)")
    }
    // What never happens is not tried.
    #expect(seen[nil, default: 0] > 0 && seen.count >= 6)
  }

  /// Whether a booking of a slot can have the seats that are left, no more, and whoever it names.
  private func isExact(_ slot: Slot, _ calendar: SlotCalendar, _ now: Instant) -> Bool {
    var request = SlotRequest(slot.time.lowerBound, seats: slot.seatsLeft)
    guard verdict(calendar, request, now) == nil else { return false }
    request.seats += 1
    guard verdict(calendar, request, now) == .slotTaken else { return false }
    return slot.staff.allSatisfy { person in
      let named = SlotRequest(slot.time.lowerBound, staffID: person)
      return (try? calendar.place(named, at: now)) == person
    }
  }

  @Test("A list over a month is the lists of its days, put together")
  func pieces() throws {
    var random = SplitMix(seed: 4_711)
    for zone in Zones.odd {
      let business = try Business(zone: zone, hasStaff: false, using: &random)
      let opening = OpeningHours(business.hours, in: business.zone)
      let month = business.date.adding(days: -15)...business.date.adding(days: 15)
      func slots(_ dates: ClosedRange<CivilDate>) -> [Slot] {
        let calendar = SlotCalendar(
          serviceID: business.service, terms: business.terms, zone: business.zone,
          days: OpenDays(opening, on: dates), seats: .own(SeatLoad(business.taken)))
        return calendar.slots(
          in: SlotCalendar.starts(on: dates, in: business.zone), at: business.now)
      }
      let byDay = (-15...15).flatMap { day in
        slots(business.date.adding(days: day)...business.date.adding(days: day))
      }
      #expect(slots(month) == byDay, "\(zone)")
    }
  }

  @Test("Dates are asked for in any zone, and are those of the start there")
  func otherZone() throws {
    let (paris, tokyo) = (
      try TimeZoneRules(identifier: "Europe/Paris"), try TimeZoneRules(identifier: "Asia/Tokyo")
    )
    let date = try #require(CivilDate("2026-06-10"))
    let starts = SlotCalendar.starts(on: date...date, in: tokyo)
    let dates = SlotCalendar.dates(of: starts, in: paris)
    #expect("\(dates.lowerBound) \(dates.upperBound)" == "2026-06-09 2026-06-10")
    let calendar = SlotCalendar(
      serviceID: ServiceID(rawValue: 1), terms: SlotTerms(duration: 60, minNotice: 0), zone: paris,
      days: OpenDays(OpeningHours(.always, in: paris), on: dates), seats: .own(SeatLoad([])))
    let slots = calendar.slots(in: starts, at: starts.lowerBound)
    #expect(slots.count == 24)
    #expect(slots.allSatisfy { tokyo.date(at: $0.time.lowerBound) == date })
  }

  private func verdict(
    _ calendar: SlotCalendar, _ request: SlotRequest, _ now: Instant
  ) -> SlotRefusal? {
    do {
      _ = try calendar.place(request, at: now)
      return nil
    } catch {
      return error
    }
  }
}
