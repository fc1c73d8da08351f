import Booking
import Kernel
import KernelTesting
import Testing

/// What thousands of bookings, moves and cancellations leave of a calendar.
@Suite struct CapacityTests {
  /// A booking of the model, with the time that it blocks as it was when it was made.
  private struct Kept {
    var start: Instant
    var blocked: Range<Instant>
    var seats: Int
    var staff: UserID?
  }

  private let service = ServiceID(rawValue: 5)
  private let monday = CivilDate(daysSinceEpoch: 20_612)

  @Test(
    "1,000 bookings, moves and cancels at random: no instant over capacity, no person twice",
    arguments: [1, 3], [false, true])
  func model(capacity: Int, hasStaff: Bool) throws {
    var random = SplitMix(seed: UInt64(capacity) + (hasStaff ? 100 : 0))
    let ids = SeededIDs(seed: 9)
    let persons: [UserID] = hasStaff ? (0..<2).map { _ in ids.make() } : []
    var kept: [Kept] = []
    var (made, refused) = (0, 0)
    for _ in 0..<1_000 {
      let terms = SlotTerms(
        duration: [30, 45, 60].randomElement(using: &random) ?? 30, interval: 15,
        bufferBefore: [0, 10].randomElement(using: &random) ?? 0,
        bufferAfter: [0, 15].randomElement(using: &random) ?? 0, capacity: capacity, minNotice: 0)
      let start = Instant(seconds: Int64(monday.daysSinceEpoch) * 86_400)
        .adding(seconds: 900 * .random(in: 0..<192, using: &random))
      let own = kept.indices.randomElement(using: &random)
      switch (Int.random(in: 0..<4, using: &random), own) {
      case (0, let place?): kept.remove(at: place)
      case (let act, let place) where act > 1 || place == nil:
        let seats = Int.random(in: 1...capacity, using: &random)
        guard
          let new = try book(start, seats, terms, persons, besides: kept)
        else {
          refused += 1
          continue
        }
        made += 1
        kept.append(new)
      case (_, let place?):
        var others = kept
        let old = others.remove(at: place)
        if let new = try book(start, old.seats, terms, persons, besides: others) {
          kept[place] = new
        }
      default: break
      }
      check(kept, capacity, persons)
    }
    #expect(made > 100 && refused > 100)
  }

  /// A booking that the calendar takes; nil if it is refused for its seats.
  private func book(
    _ start: Instant, _ seats: Int, _ terms: SlotTerms, _ persons: [UserID], besides kept: [Kept]
  ) throws -> Kept? {
    let taken: SlotCalendar.Seats =
      persons.isEmpty
      ? .own(SeatLoad(kept.map { TakenSeats($0.blocked, seats: $0.seats) }))
      : .persons(
        persons.map { id in
          StaffCalendar(
            id: id,
            bookings: kept.filter { $0.staff == id }.map {
              ServedBooking(
                serviceID: service, start: $0.start, time: $0.blocked, seats: $0.seats)
            })
        })
    let calendar = SlotCalendar(
      serviceID: service, terms: terms, zone: .utc,
      days: OpenDays(
        OpeningHours(.always, in: .utc), on: monday.adding(days: -1)...monday.adding(days: 2)),
      seats: taken)
    let now = Instant(seconds: Int64(monday.daysSinceEpoch) * 86_400)
    do {
      let staff = try calendar.place(SlotRequest(start, seats: seats), at: now)
      return Kept(start: start, blocked: terms.blocked(from: start), seats: seats, staff: staff)
    } catch {
      #expect(error == .slotTaken)
      return nil
    }
  }

  private func check(_ kept: [Kept], _ capacity: Int, _ persons: [UserID]) {
    guard !persons.isEmpty else {
      // Where seats are taken most, somebody's time begins.
      let loads = kept.map(\.blocked.lowerBound).map { instant in
        kept.filter { $0.blocked.contains(instant) }.reduce(0) { $0 + $1.seats }
      }
      #expect(loads.allSatisfy { $0 <= capacity })
      return
    }
    let areApart = kept.enumerated().allSatisfy { place, booking in
      kept[(place + 1)...].allSatisfy { other in
        other.staff != booking.staff || other.start == booking.start
          || !other.blocked.overlaps(booking.blocked)
      }
    }
    #expect(areApart && kept.allSatisfy { booking in persons.contains { $0 == booking.staff } })
    let together = Dictionary(grouping: kept) { "\($0.start) \($0.staff.debugDescription)" }
    #expect(together.values.allSatisfy { $0.reduce(0) { $0 + $1.seats } <= capacity })
  }
}
