import Kernel

// How circles are founded, filled, started, handed over and ended.
extension Model {
  mutating func take(_ act: CircleAct, draw: [Int]) -> Bool {
    switch act {
    case .found(let host, let deal):
      guard deal.start >= deal.zone.date(at: now), (0...deal.amount).contains(deal.lateFee) else {
        return false
      }
      circles.append(ModelCircle(deal, host: host))
      return true
    case .join(let number, let user):
      guard circles[number].hasFreeSeats, !circles[number].isKnown(user) else { return false }
      circles[number].seats.append(
        ModelCircle.Seat(user: user, turn: circles[number].seats.count + 1))
      tell("ajo.circle.joined")
      return true
    case .leave(let number, let user): return leave(number, user)
    case .order(let number, let host, let users): return order(number, users, by: host)
    case .start(let number, let host, let pin):
      let circle = circles[number]
      let isAsked = circle.host == host && circle.state == .forming && circle.pledge > 0
      return showing(pin, by: host, for: .contribute, isAsked: isAsked) {
        $0.start(number, by: host, draw: draw)
      }
    case .cancel(let number, let host):
      let circle = circles[number]
      guard circle.host == host, circle.isOpen, circle.current ?? 1 == 1 else { return false }
      cancel(number)
      return true
    case .cancelAsAdministrator(let number):
      guard circles[number].isOpen else { return false }
      cancel(number)
      return true
    case .handOver(let number, let host, let user):
      guard circles[number].host == host, hasOfferedPledge(user, in: number) else { return false }
      return handOver(number, to: user)
    case .changeHost(let number, let user): return handOver(number, to: user)
    case .mandate(let number, let user, let isOn, let pin):
      let seat = circles[number].seat(of: user)
      let isAsked = isOn && circles[number].isOpen && seat?.hasMandate == false
      return showing(pin, by: user, for: .contribute, isAsked: isAsked) {
        $0.change(seatOf: user, in: number) { $0.hasMandate = isOn }
      }
    case .offerPledge(let number, let user, let isOn, let pin):
      let (circle, seat) = (circles[number], circles[number].seat(of: user))
      let isAsked = isOn && circle.isOpen && seat.map { $0.offer < circle.pledge } ?? false
      return showing(pin, by: user, for: .contribute, isAsked: isAsked) {
        $0.change(seatOf: user, in: number) {
          $0.offer = isOn ? max($0.offer, circle.pledge) : 0
        }
      }
    case .contribute(let number, let user, let cycle, let pin):
      return showing(pin, by: user, for: .contribute) { $0.contribute(number, user, cycle) }
    case .forgive(let number, let user, let cycle, let creditor):
      return forgive(number, user, cycle, by: creditor)
    }
  }

  private mutating func change(
    seatOf user: Int, in number: Int, _ body: (inout ModelCircle.Seat) -> Void
  ) -> Bool {
    guard circles[number].isOpen,
      let seat = circles[number].seats.firstIndex(where: { $0.user == user })
    else { return false }
    body(&circles[number].seats[seat])
    return true
  }

  /// Whether the pledge of somebody who becomes the host is what they agreed to.
  private func hasOfferedPledge(_ user: Int, in number: Int) -> Bool {
    let circle = circles[number]
    guard circle.state == .active, circle.host != user, let seat = circle.seat(of: user) else {
      return true
    }
    return seat.offer >= circle.pledge
  }

  private mutating func leave(_ number: Int, _ user: Int) -> Bool {
    let circle = circles[number]
    guard circle.state == .forming, circle.host != user, circle.seat(of: user) != nil else {
      return false
    }
    circles[number].seats.removeAll { $0.user == user }
    for index in circles[number].seats.indices { circles[number].seats[index].turn = index + 1 }
    tell("ajo.circle.left")
    return true
  }

  private mutating func order(_ number: Int, _ users: [Int], by host: Int) -> Bool {
    let circle = circles[number]
    guard circle.state == .forming, circle.host == host, circle.deal.order == .host_order,
      users.sorted() == circle.seats.map(\.user).sorted()
    else { return false }
    give(turns: users, in: number)
    return true
  }

  private mutating func give(turns users: [Int], in number: Int) {
    for (turn, user) in users.enumerated() {
      guard let seat = circles[number].seats.firstIndex(where: { $0.user == user }) else {
        continue
      }
      circles[number].seats[seat].turn = turn + 1
    }
    circles[number].sortSeats()
  }

  private mutating func start(_ number: Int, by host: Int, draw: [Int]) -> Bool {
    let circle = circles[number]
    guard circle.host == host, circle.state == .forming, !circle.hasFreeSeats else { return false }
    let pledge = circle.pledge
    guard purses.available(to: host) >= pledge else { return false }
    purses.move(pledge, from: .wallet(host), to: .pledge(circle: number, host: host))
    if circle.deal.order == .random { give(turns: draw, in: number) }
    let seats = circles[number].seats
    circles[number].deal.start = max(circle.deal.start, circle.deal.zone.date(at: now))
    circles[number].state = .active
    circles[number].current = 1
    circles[number].cycles = seats.map { ModelCircle.Cycle(recipient: $0.user) }
    circles[number].dues = seats.flatMap { turn in
      seats.map { ModelCircle.Due(cycle: turn.turn, user: $0.user) }
    }
    tell("ajo.circle.started")
    return true
  }

  private mutating func handOver(_ number: Int, to user: Int) -> Bool {
    let circle = circles[number]
    guard circle.isOpen else { return false }
    if circle.host == user { return true }
    guard circle.seat(of: user) != nil else { return false }
    if circle.state == .active, circle.deal.policy == .host_cover {
      let pledge = circle.pledge
      guard purses.available(to: user) >= pledge else { return false }
      purses.move(pledge, from: .wallet(user), to: .pledge(circle: number, host: user))
      release(number)
    }
    circles[number].host = user
    _ = change(seatOf: user, in: number) { $0.offer = 0 }
    // A host is neither replaced nor removed.
    lapse(in: number) { $0.kind != .swap && $0.member == user }
    return true
  }

  /// Everybody gets back what was not paid out, fees too; what was owed to cycles that are not, is
  /// not any more.
  private mutating func cancel(_ number: Int) {
    let current = circles[number].current ?? 1
    for due in circles[number].dues.indices where circles[number].dues[due].cycle >= current {
      switch circles[number].dues[due].state {
      case .paid: _ = refund(due, of: number)
      case .excused: circles[number].dues[due].state = .pending
      case .pending, .late, .covered, .refunded: break
      }
    }
    end(number, as: .cancelled)
  }

  /// - Returns: how much goes back.
  mutating func refund(_ index: Int, of number: Int) -> Int64 {
    let (circle, due) = (circles[number], circles[number].dues[index])
    let payer = Place.wallet(due.user)
    purses.move(circle.deal.amount, from: .pot(circle: number), to: payer)
    purses.move(
      due.fee, from: circle.deal.fees == .house ? .fees : .pot(circle: number), to: payer)
    circles[number].dues[index].state = .refunded
    return circle.deal.amount + due.fee
  }

  mutating func end(_ number: Int, as state: ModelCircle.State) {
    circles[number].state = state
    circles[number].current = nil
    release(number)
    lapse(in: number) { _ in true }
    tell("ajo.circle.\(state.rawValue)")
  }

  /// Gives the host back what is left of the pledge.
  private mutating func release(_ number: Int) {
    let host = circles[number].host
    let pledge = Place.pledge(circle: number, host: host)
    purses.move(purses[pledge], from: pledge, to: .wallet(host))
  }

  mutating func lapse(in circle: Int, where isOvertaken: (ModelProposal) -> Bool) {
    for index in proposals.indices
    where proposals[index].circle == circle && proposals[index].isOpen
      && isOvertaken(proposals[index])
    {
      proposals[index].state = .lapsed
    }
  }
}
