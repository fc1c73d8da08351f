import Booking
import Kernel
import KernelTesting
import Testing

/// Projects, rooms and waiting lists.
@Suite struct WorkTests {
  @Test("Projects go where the table says, to nothing else, and an administrator opens them again")
  func projects() throws {
    let steps: [ProjectStatus: Set<ProjectStatus>] = [
      .requested: [.active, .cancelled], .active: [.onHold, .completed, .cancelled],
      .onHold: [.active, .completed, .cancelled], .completed: [], .cancelled: [],
    ]
    for (from, isAdmin) in ProjectStatus.allCases.flatMap({ [($0, false), ($0, true)] }) {
      for to in ProjectStatus.allCases {
        var course = ProjectCourse(status: from, progress: .none)
        var allowed = steps[from, default: []]
        if from == .completed, isAdmin { allowed.insert(.active) }
        do {
          let isMoved = try course.go(to: to, isAdmin: isAdmin)
          #expect(isMoved == (from != to))
          #expect(allowed.contains(to) || from == to)
          #expect((course.progress == .all) == (to == .completed && from != to))
        } catch {
          #expect(!allowed.contains(to) && from != to && course.status == from)
          #expect(error == (from.isClosed ? .projectClosed(from) : .invalidTransition(from)))
        }
      }
    }
  }

  @Test("Progress has two digits, may fall, and is closed with its project")
  func progress() throws {
    for text in ["0.00", "42.50", "100.00"] { #expect(ProjectProgress(text)?.description == text) }
    #expect(
      ProjectProgress("42.5")?.description == "42.50" && ProjectProgress("7")?.hundredths == 700)
    for text in ["100.01", "-1", "1.234", "1e1", "", "NaN"] {
      #expect(ProjectProgress(text) == nil)
    }
    var course = ProjectCourse(status: .active, progress: .all)
    let moved = [try course.advance(to: .none), try course.advance(to: .none)]
    #expect(moved == [true, false] && course.progress == .none)
    _ = try course.go(to: .cancelled, isAdmin: false)
    #expect(throws: ProjectRefusal.projectClosed(.cancelled)) { try course.advance(to: .all) }
  }

  @Test("Marks never go back, and nobody's own messages are unread")
  func marks() {
    var marks = ReadMarks()
    let moved = [5, 4, 5, 6].map { marks.read(.customer, upTo: $0) }
    #expect(moved == [true, false, false, true])
    #expect(marks[.customer] == 6 && marks[.admin] == 0)
    #expect(marks.isRead(6, from: .admin) && !marks.isRead(7, from: .admin))
    #expect(!marks.isRead(1, from: .customer))
  }

  @Test("Any 60 seconds have at most so many messages, and a sender waits no longer than needed")
  func pace() {
    var random = SplitMix(seed: 60)
    for _ in 0..<50 {
      let pace = SenderPace(perMinute: .random(in: 1...5, using: &random))
      var (kept, now) = ([Instant](), Instant(seconds: 0))
      for _ in 0..<60 {
        now = now.adding(milliseconds: .random(in: 0...20_000, using: &random))
        let wait = pace.wait(after: Array(kept.suffix(pace.perMinute)), at: now)
        #expect((0...60).contains(wait))
        if wait > 0 {
          #expect(pace.wait(after: kept, at: now.adding(seconds: wait)) == 0)
          #expect(pace.wait(after: kept, at: now.adding(seconds: wait - 1)) > 0)
        } else {
          kept.append(now)
        }
      }
      let isKept = kept.allSatisfy { end in
        kept.count { $0 <= end && end.milliseconds(since: $0) < 60_000 } <= pace.perMinute
      }
      #expect(isKept)
    }
  }

  @Test("Of those who wait for a slot the longest waiting hears first, the next 15 minutes later")
  func waitlist() throws {
    let (ids, now) = (SeededIDs(seed: 4), try #require(Instant("2026-06-10T08:00:00Z")))
    let date = try #require(CivilDate("2026-06-10"))
    let day = date...date
    let users: [UserID] = (0..<4).map { _ in ids.make() }
    let calendar = SlotCalendar(
      serviceID: ServiceID(rawValue: 1), terms: SlotTerms(duration: 60, capacity: 2, minNotice: 0),
      zone: .utc, days: OpenDays(OpeningHours(.always, in: .utc), on: day),
      seats: .own(SeatLoad([])))
    let slot = try #require(calendar.slots(in: now..<now.adding(hours: 1), at: now).first)
    func waiting(_ user: Int, _ seats: Int, _ since: Int64, _ ahead: Int = 0) -> WaitingCustomer {
      let date = date.adding(days: ahead)
      return WaitingCustomer(
        userID: users[user], dates: date...date, seats: seats, since: now.adding(seconds: since))
    }
    let turn = WaitlistTurn(
      [waiting(0, 1, -10), waiting(1, 2, -20), waiting(2, 3, -99), waiting(3, 1, -99, 1)],
      for: slot, in: .utc)
    #expect(turn.next(told: []) == users[1])
    #expect(turn.next(told: [users[1]]) == users[0])
    #expect(turn.next(told: [users[0], users[1]]) == nil)
    #expect(WaitlistTurn.turn(after: now) == now.adding(seconds: 900))
  }
}
