import Kernel

// What members propose to each other.
extension Model {
  /// For how many seconds members vote.
  static let voting: Int64 = 7 * 86_400

  mutating func take(_ act: ProposalAct) -> Bool {
    switch act {
    case .swap(let number, let user, let other):
      let circle = circles[number]
      guard circle.state == .active, user != other, let own = circle.seat(of: user),
        let seat = circle.seat(of: other), isFree([own, seat], in: number)
      else { return false }
      proposals.append(
        ModelProposal(
          circle: number, kind: .swap, proposer: user, member: other,
          turns: [own.turn, seat.turn]))
      return true
    case .replace(let number, let host, let member, let newcomer):
      let circle = circles[number]
      guard circle.state == .active, circle.host == host, member != host,
        let seat = circle.seat(of: member), !circle.isKnown(newcomer), isFree([seat], in: number)
      else { return false }
      proposals.append(
        ModelProposal(
          circle: number, kind: .replacement, proposer: host, member: member, newcomer: newcomer,
          turns: [seat.turn]))
      return true
    case .remove(let number, let host, let member): return propose(number, host, member)
    case .answer(let number, let user, let isYes): return answer(number, by: user, isYes)
    case .withdraw(let number, let user):
      let proposal = proposals[number]
      guard proposal.proposer == user, isPresent(user, proposal) else { return false }
      if proposal.state == .withdrawn { return true }
      guard proposal.isOpen else { return false }
      proposals[number].state = .withdrawn
      return true
    }
  }

  /// Whether turns are to come, and nobody proposes anything else about them.
  private func isFree(_ seats: [ModelCircle.Seat], in circle: Int) -> Bool {
    let users = seats.map(\.user)
    return seats.allSatisfy { $0.turn >= circles[circle].current ?? 1 }
      && !proposals.contains { proposal in
        proposal.circle == circle && proposal.isOpen
          && proposal.concerned.contains(where: users.contains)
      }
  }

  /// Whether somebody may know of a proposal.
  private func isPresent(_ user: Int, _ proposal: ModelProposal) -> Bool {
    circles[proposal.circle].seat(of: user) != nil || proposal.asked.contains(user)
  }

  private func isInDefault(_ user: Int, in number: Int) -> Bool {
    circles[number].dues.indices.contains { index in
      let due = circles[number].dues[index]
      return due.user == user && [.late, .covered, .excused].contains(due.state)
        && price(index, in: number) != nil
    }
  }

  private mutating func propose(_ number: Int, _ host: Int, _ member: Int) -> Bool {
    let circle = circles[number]
    guard circle.state == .active, circle.host == host, member != host,
      let seat = circle.seat(of: member), isInDefault(member, in: number),
      !proposals.contains(where: {
        $0.circle == number && $0.kind == .removal && $0.isOpen && $0.member == member
      })
    else { return false }
    var proposal = ModelProposal(
      circle: number, kind: .removal, proposer: host, member: member, turns: [seat.turn],
      endsAt: now.adding(seconds: Self.voting))
    proposal.answers[host] = true
    proposals.append(proposal)
    decide(proposals.count - 1)
    return true
  }

  private mutating func answer(_ number: Int, by user: Int, _ isYes: Bool) -> Bool {
    let proposal = proposals[number]
    guard isPresent(user, proposal), proposal.isOpen else { return false }
    switch proposal.kind {
    case .removal:
      guard user != proposal.member, proposal.answers[user] == nil else { return false }
      proposals[number].answers[user] = isYes
      decide(number)
      return true
    case .swap, .replacement:
      guard proposal.asked.contains(user) else { return false }
      if isYes { return agree(number, user) }
      proposals[number].answers[user] = proposal.answers[user] ?? false
      proposals[number].state = .declined
      return true
    }
  }

  private mutating func agree(_ number: Int, _ user: Int) -> Bool {
    var proposal = proposals[number]
    proposal.answers[user] = true
    guard proposal.asked.allSatisfy({ proposal.answers[$0] == true }) else {
      proposals[number] = proposal
      return true
    }
    if let newcomer = proposal.newcomer {
      guard replace(proposal.member, by: newcomer, in: proposal.circle) else { return false }
      lapse(in: proposal.circle) {
        $0.kind != .replacement && $0.concerned.contains(proposal.member)
      }
    } else {
      swap(proposal.proposer, proposal.member, in: proposal.circle)
    }
    proposal.state = .accepted
    proposals[number] = proposal
    return true
  }

  private mutating func swap(_ first: Int, _ second: Int, in number: Int) {
    let seats = circles[number].seats
    for index in seats.indices {
      let other = seats[index].user == first ? second : first
      guard [first, second].contains(seats[index].user),
        let turn = seats.first(where: { $0.user == other })?.turn
      else { continue }
      circles[number].seats[index].turn = turn
      circles[number].cycles[turn - 1].recipient = seats[index].user
    }
    circles[number].sortSeats()
  }

  /// The seat goes over with all that is still to come.
  private mutating func replace(_ member: Int, by newcomer: Int, in number: Int) -> Bool {
    let circle = circles[number]
    guard circle.host != member, let seat = circle.seat(of: member), !circle.isKnown(newcomer)
    else { return false }
    circles[number].seats.removeAll { $0.user == member }
    circles[number].seats.append(ModelCircle.Seat(user: newcomer, turn: seat.turn))
    circles[number].sortSeats()
    circles[number].gone[member] = "replaced"
    circles[number].cycles[seat.turn - 1].recipient = newcomer
    for index in circle.dues.indices
    where circle.dues[index].user == member && circle.dues[index].cycle >= circle.current ?? 1 {
      circles[number].dues[index].user = newcomer
    }
    tell("ajo.circle.left")
    tell("ajo.circle.joined")
    return true
  }

  /// More than half of the others, the one whom it is about aside, decide.
  private mutating func decide(_ number: Int) {
    let proposal = proposals[number]
    let others = circles[proposal.circle].seats.map(\.user).filter { $0 != proposal.member }
    let votes = others.compactMap { proposal.answers[$0] }
    let ayes = votes.filter(\.self).count
    if ayes * 2 > others.count {
      guard isInDefault(proposal.member, in: proposal.circle) else {
        return proposals[number].state = .lapsed
      }
      proposals[number].state = .accepted
      remove(proposal.member, from: proposal.circle)
    } else if (votes.count - ayes) * 2 >= others.count {
      proposals[number].state = .declined
    }
  }
}
