import Kernel

// What happens because its time has come.
extension Model {
  /// Lets time go on; circles are looked at in the order of moments, and of their numbers.
  mutating func pass(until end: Instant) {
    for moment in moments(until: end) {
      now = moment
      for number in circles.indices where isLookedAt(number, at: moment) { look(at: number) }
      for index in proposals.indices where proposals[index].isOpen {
        if let end = proposals[index].endsAt, end <= now { proposals[index].state = .lapsed }
      }
    }
    now = end
  }

  private func moments(until end: Instant) -> [Instant] {
    let looks = circles.flatMap { moments(of: $0) }
    let votes = proposals.filter(\.isOpen).compactMap(\.endsAt)
    return Set(looks + votes).filter { $0 > now && $0 <= end }.sorted()
  }

  private func moments(of circle: ModelCircle) -> [Instant] {
    guard circle.state == .active, let current = circle.current else { return [] }
    return (current...circle.cycles.count).flatMap(circle.deal.moments)
  }

  private func isLookedAt(_ number: Int, at moment: Instant) -> Bool {
    moments(of: circles[number]).contains(moment)
  }

  private mutating func look(at number: Int) {
    guard let first = circles[number].current else { return }
    for cycle in first...circles[number].cycles.count {
      collect(cycle, of: number)
      markLate(cycle, of: number)
    }
    payOutWhatIsComplete(number)
    let deal = circles[number].deal
    while deal.policy != .wait, let cycle = circles[number].current,
      deal.lateMoment(of: cycle) <= now
    {
      goWithout(cycle, of: number)
      payOut(cycle, of: number)
      payOutWhatIsComplete(number)
    }
  }

  /// Mandates are collected from those who have enough.
  private mutating func collect(_ cycle: Int, of number: Int) {
    guard circles[number].deal.mandateMoments(of: cycle).contains(now) else { return }
    for index in circles[number].dues(of: cycle) {
      let due = circles[number].dues[index]
      guard due.isMissing, circles[number].seat(of: due.user)?.hasMandate == true,
        let price = price(index, in: number, isMandate: true),
        purses.available(to: due.user) >= price.total
      else { continue }
      pay(index, of: number, price, isMandate: true)
    }
  }

  private mutating func markLate(_ cycle: Int, of number: Int) {
    guard circles[number].deal.lateMoment(of: cycle) <= now else { return }
    for index in circles[number].dues.indices
    where circles[number].dues[index].cycle == cycle
      && circles[number].dues[index].state == .pending
    {
      circles[number].dues[index].state = .late
      circles[number].dues[index].wasLate = true
      tell("ajo.contribution.late")
    }
  }

  /// The pledge pays for those who have not, but never for the host; the rest is excused.
  private mutating func goWithout(_ cycle: Int, of number: Int) {
    let circle = circles[number]
    let pledge = Place.pledge(circle: number, host: circle.host)
    for index in circle.dues(of: cycle) where circle.dues[index].isMissing {
      let isCoverable =
        circle.deal.policy == .host_cover && circle.dues[index].user != circle.host
      let cover = isCoverable ? min(purses[pledge], circle.deal.amount) : 0
      if cover > 0 {
        purses.move(cover, from: pledge, to: .pot(circle: number))
        tell("ajo.contribution.covered")
        circles[number].dues[index].coveredBy = circle.host
      }
      circles[number].dues[index].covered = cover
      circles[number].dues[index].state = cover == circle.deal.amount ? .covered : .excused
    }
  }
}
