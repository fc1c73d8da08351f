import Ajo
import Kernel
import KernelTesting
import Testing

/// When cycles are due, and what happens when.
@Suite struct CircleScheduleTests {
  private func terms(
    _ frequency: CircleTerms.Frequency, from date: CivilDate, zone: String = "Africa/Lagos",
    grace: Int = 0
  ) -> CircleTerms {
    CircleTerms(
      name: "n", amount: .naira(1), frequency: frequency, startDate: date, timeZone: zone,
      size: 12, turnOrder: .fixed, defaultPolicy: .wait, feePolicy: .pot, lateFee: .naira(0),
      graceDays: grace)
  }

  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test("Months too short for the first day end on their last one")
  func clamped() throws {
    let plain = terms(.monthly, from: try day("2026-01-31"))
    #expect(
      (1...5).map { "\(plain.dueDate(of: $0))" }
        == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"])
    let leap = terms(.monthly, from: try day("2027-12-30"))
    #expect((1...4).map { "\(leap.dueDate(of: $0))" }.last == "2028-03-30")
    #expect("\(leap.dueDate(of: 3))" == "2028-02-29")
  }

  @Test("Whatever the first day and the frequency, due days follow each other as they should")
  func spacing() throws {
    let random = SeededRandom(seed: 7)
    for _ in 1...500 {
      let bytes = random.bytes(3).map(Int.init)
      let first = try day("2026-01-01").adding(days: bytes[0] * 8 + bytes[1] % 8)
      let frequency = CircleTerms.Frequency.allCases[bytes[2] % 3]
      let terms = terms(frequency, from: first)
      for cycle in 1...99 {
        let (due, next) = (terms.dueDate(of: cycle), terms.dueDate(of: cycle + 1))
        switch frequency {
        case .weekly: #expect(due.days(until: next) == 7)
        case .biweekly: #expect(due.days(until: next) == 14)
        case .monthly:
          #expect((28...31).contains(due.days(until: next)))
          #expect(due.day == min(first.day, CivilDate.dayCount(year: due.year, month: due.month)))
        }
      }
    }
  }

  @Test(
    "The moments of a due day come in their order in every zone, also where clocks are changed",
    arguments: [
      "Africa/Lagos", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
      "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu", "Africa/Cairo",
    ])
  func moments(_ zone: String) throws {
    let calendar = try CircleCalendar(of: terms(.weekly, from: day("2026-01-01"), zone: zone))
    for offset in 0..<730 {
      let date = try day("2025-06-01").adding(days: offset)
      let mandates = calendar.mandateMoments(of: date)
      #expect(mandates == mandates.sorted() && Set(mandates).count == 3)
      #expect(mandates.allSatisfy { calendar.date(at: $0) == date })
      let due = calendar.dueInstant(of: date)
      #expect(mandates[2] < due && due <= calendar.payoutMoment(of: date))
      #expect(calendar.date(at: due) == date.adding(days: 1))
      #expect(calendar.lateMoment(of: date) == calendar.payoutMoment(of: date))
    }
  }

  @Test("A due day of 23 or 25 hours ends with the day, not with its hours")
  func dst() throws {
    let calendar = try CircleCalendar(
      of: terms(.weekly, from: day("2026-03-22"), zone: "Europe/Berlin", grace: 1))
    // 29 March 2026 has 23 hours there, 25 October 25.
    #expect("\(calendar.dueInstant(of: try day("2026-03-28")))" == "2026-03-28T23:00:00.000Z")
    #expect("\(calendar.dueInstant(of: try day("2026-03-29")))" == "2026-03-29T22:00:00.000Z")
    #expect("\(calendar.dueInstant(of: try day("2026-10-25")))" == "2026-10-25T23:00:00.000Z")
    #expect("\(calendar.lateMoment(of: try day("2026-03-28")))" == "2026-03-29T22:10:00.000Z")
  }

  @Test("A random order is drawn again from its seed")
  func draw() throws {
    let members = (1...10).map { UserID(rawValue: UInt128($0)) }
    let seed = TurnDraw.Seed(String(repeating: "ab", count: 32))
    let order = TurnDraw.order(members, from: seed)
    #expect(Set(order) == Set(members))
    #expect(TurnDraw.order(members.reversed(), from: seed) == order)
    // printf %s "$seed:$user" | sha256sum, for each; sort
    #expect(order.map { Int($0.rawValue) } == [10, 3, 1, 4, 5, 6, 2, 8, 9, 7])
    let seeds = (0..<50).map { TurnDraw.Seed(from: SeededRandom(seed: $0)) }
    #expect(Set(seeds.map { TurnDraw.order(members, from: $0).first }).count > 5)
  }

  @Test("Invite codes are read however they are typed")
  func codes() {
    for seed in UInt64(0)..<100 {
      let code = CircleInvite(from: SeededRandom(seed: seed)).code
      #expect(code.utf8.count == 10 && CircleInvite.code(typed: code) == code)
      #expect(CircleInvite.code(typed: " \(code.lowercased().prefix(5))-\(code.suffix(5))") == code)
    }
    #expect(CircleInvite.code(typed: "OIL0000000") == "0110000000")
    let copied = "\u{FEFF}０１１\u{00A0}0000\u{2011}000\u{200B}\r\n"
    #expect(CircleInvite.code(typed: copied) == "0110000000")
    for text in ["", "123456789", "12345678901", "123456789U", "12345678é0"] {
      #expect(CircleInvite.code(typed: text) == nil)
    }
  }
}
