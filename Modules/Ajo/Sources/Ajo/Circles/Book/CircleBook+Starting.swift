public import Kernel

extension CircleBook {
  /// Starts a circle whose seats are all taken: gives turns, makes its cycles and what is to be
  /// paid into each, and takes the host's pledge. A first due day that is past moves to today.
  /// - Parameters:
  ///   - circle: the circle, locked; it is forming.
  ///   - members: those who take part, by turn.
  ///   - random: what a random order is drawn from.
  /// - Throws: `CircleRefusal.seatsFree`, or `TimeZoneError`.
  public static func starting(
    _ circle: Circle, _ members: [CircleMember], random: any RandomSource, ids: any IDSource,
    at now: Instant
  ) throws -> CircleBook {
    guard members.count == circle.terms.size else { throw CircleRefusal.seatsFree }
    var circle = circle
    let today = try CircleCalendar(of: circle.terms).date(at: now)
    circle.terms.startDate = max(circle.terms.startDate, today)
    circle.state = .active
    circle.startedAt = now
    circle.cycles = members.count
    circle.currentCycle = 1
    let members = turns(of: members, in: &circle, random: random)
    let parts = parts(of: circle, members, ids: ids)
    let window = try window(of: circle, at: now)
    var book = try CircleBook(circle, parts, window: window, at: now)
    book.takePledge()
    book.news.append(.started)
    book.reschedule()
    return book
  }

  private static func turns(
    of members: [CircleMember], in circle: inout Circle, random: any RandomSource
  ) -> [CircleMember] {
    var order = members
    if circle.terms.turnOrder == .random {
      let seed = TurnDraw.Seed(from: random)
      circle.orderSeed = seed
      let drawn = TurnDraw.order(members.map(\.userID), from: seed)
      let turns = Dictionary(uniqueKeysWithValues: drawn.enumerated().map { ($1, $0) })
      order.sort { turns[$0.userID, default: 0] < turns[$1.userID, default: 0] }
    }
    for index in order.indices { order[index].turn = index + 1 }
    return order
  }

  private static func parts(
    of circle: Circle, _ members: [CircleMember], ids: any IDSource
  ) -> CircleParts {
    let cycles = members.map { member in
      CircleCycle(
        circleID: circle.id, number: member.turn, dueDate: circle.terms.dueDate(of: member.turn),
        recipientID: member.userID)
    }
    let contributions = cycles.flatMap { cycle in
      members.map { member in
        Contribution(
          id: ids.make(), circleID: circle.id, cycle: cycle.number, userID: member.userID,
          amount: circle.amount, dueDate: cycle.dueDate)
      }
    }
    return CircleParts(members: members, cycles: cycles, contributions: contributions)
  }

  private mutating func takePledge() {
    let amount = circle.terms.pledge(members: members.count).minorUnits
    guard amount > 0 else { return }
    let host = circle.hostID
    move(
      .pledge(host), from: wallet(of: host), to: circle.pledgeTerms(of: host), amount, cycle: nil)
    pledge = amount
  }
}
