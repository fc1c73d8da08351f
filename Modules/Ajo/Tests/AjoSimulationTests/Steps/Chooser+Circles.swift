import Kernel

// What happens in circles.
extension Chooser {
  /// How many circles are open at once.
  static let openCircles = 6

  /// What happens before a circle starts.
  func forming(_ model: Model) -> CircleAct? {
    let open = model.circles.indices.filter { model.circles[$0].isOpen }
    if open.count < Self.openCircles { return .found(host: user(), deal(model)) }
    guard let number = one(of: open.filter { model.circles[$0].state == .forming }) else {
      return nil
    }
    let circle = model.circles[number]
    switch below(24) {
    case 0: return .leave(number, user: member(of: circle))
    case 1: return .cancel(number, by: rarely(3) ? circle.host : user())
    case 2: return .handOver(number, by: circle.host, to: member(of: circle))
    case 3: return mandate(number, circle, isOn: true, model)
    case 4..<7: return .order(number, by: circle.host, users: shuffled(circle.seats.map(\.user)))
    default:
      guard !circle.hasFreeSeats else { return .join(number, user: user()) }
      let host = rarely(8) ? user() : circle.host
      return .start(number, by: host, pin: pin(of: host, model))
    }
  }

  private func mandate(
    _ number: Int, _ circle: ModelCircle, isOn: Bool, _ model: Model
  ) -> CircleAct {
    let user = member(of: circle)
    return .mandate(number, user: user, isOn: isOn, pin: pin(of: user, model))
  }

  private func deal(_ model: Model) -> Deal {
    let zone = one(of: ModelZone.allCases) ?? .lagos
    let amount = one(of: [5_000, 10_000, 20_000]) ?? 10_000
    return Deal(
      amount: Int64(amount), lateFee: Int64(rarely(3) ? 0 : below(amount / 5)),
      frequency: one(of: [.weekly, .weekly] + Deal.Frequency.allCases) ?? .weekly,
      start: zone.date(at: model.now).adding(days: below(6) - (rarely(12) ? 1 : 0)), zone: zone,
      size: 2 + below(5), order: one(of: Deal.Order.allCases) ?? .fixed,
      policy: one(of: Deal.Policy.allCases) ?? .wait,
      fees: one(of: Deal.FeePolicy.allCases) ?? .pot, grace: below(5))
  }

  /// What happens in a circle that is under way, and afterwards.
  func active(_ model: Model) -> CircleAct? {
    let started = model.circles.indices.filter { !model.circles[$0].dues.isEmpty }
    let running = started.filter { model.circles[$0].state == .active }
    guard let number = one(of: rarely(8) ? started : running) else { return nil }
    let circle = model.circles[number]
    switch below(66) {
    case 0: return .cancel(number, by: rarely(2) ? circle.host : user())
    case 1: return rarely(3) ? .cancelAsAdministrator(number) : nil
    case 2: return .handOver(number, by: circle.host, to: member(of: circle))
    case 3: return .changeHost(number, to: rarely(4) ? user() : member(of: circle))
    case 4..<10: return mandate(number, circle, isOn: !rarely(4), model)
    case 10..<12:
      let user = user()
      return .contribute(
        number, user: user, cycle: 1 + below(circle.cycles.count + 1), pin: pin(of: user, model))
    case 12..<14:
      let user = member(of: circle)
      return .offerPledge(number, user: user, isOn: !rarely(5), pin: pin(of: user, model))
    case 14..<18: return forgiving(number, circle)
    default: return contribution(number, circle, model)
    }
  }

  /// Mostly by whoever is owed it.
  private func forgiving(_ number: Int, _ circle: ModelCircle) -> CircleAct? {
    let owed = circle.dues.filter {
      ($0.state == .covered || $0.state == .excused) && !circle.isUnpaid($0.cycle)
    }
    guard let due = one(of: owed) else { return nil }
    let creditors = [circle.cycles[due.cycle - 1].recipient, due.coveredBy].compactMap(\.self)
    return .forgive(
      number, user: due.user, cycle: due.cycle,
      by: rarely(8) ? user() : one(of: creditors) ?? user())
  }

  /// Mostly what is to be paid next, sometimes what is owed since, or ahead.
  private func contribution(
    _ number: Int, _ circle: ModelCircle, _ model: Model
  ) -> CircleAct? {
    let owed = circle.dues.filter { $0.state != .paid && $0.state != .refunded }
    let next = owed.filter { $0.cycle == circle.current }
    let debts = owed.filter { !$0.isMissing || $0.state == .late }
    let due = one(of: rarely(6) ? owed : rarely(3) ? debts : next)
    return due.map {
      .contribute(number, user: $0.user, cycle: $0.cycle, pin: pin(of: $0.user, model))
    }
  }

  private func member(of circle: ModelCircle) -> Int {
    one(of: circle.seats.map(\.user)) ?? user()
  }

  private func shuffled(_ users: [Int]) -> [Int] {
    var (left, order) = (users, [Int]())
    while !left.isEmpty { order.append(left.remove(at: below(left.count))) }
    return order
  }

  /// What members propose, and how the others like it.
  func proposal(_ model: Model) -> ProposalAct? {
    let open = model.proposals.indices.filter { model.proposals[$0].isOpen }
    if !open.isEmpty, !rarely(4), let number = one(of: open) {
      return answer(number, model)
    }
    let running = model.circles.indices.filter { model.circles[$0].state == .active }
    guard let number = one(of: running) else { return nil }
    let circle = model.circles[number]
    let host = rarely(10) ? user() : circle.host
    switch below(3) {
    case 0: return .swap(circle: number, by: member(of: circle), with: member(of: circle))
    case 1:
      return .replace(
        circle: number, by: host, member: member(of: circle), newcomer: user())
    default:
      let late = circle.dues.filter { [.late, .covered, .excused].contains($0.state) }
      return .remove(
        circle: number, by: host,
        member: one(of: late.map(\.user)) ?? member(of: circle))
    }
  }

  private func answer(_ number: Int, _ model: Model) -> ProposalAct {
    let proposal = model.proposals[number]
    if rarely(12) { return .withdraw(number, by: rarely(3) ? user() : proposal.proposer) }
    let asked =
      proposal.kind == .removal
      ? model.circles[proposal.circle].seats.map(\.user) : proposal.asked
    let left = asked.filter { proposal.answers[$0] == nil && $0 != proposal.member }
    let user = one(of: rarely(3) || left.isEmpty ? asked : left)
    return .answer(number, by: rarely(12) ? self.user() : user ?? 0, isYes: !rarely(6))
  }
}
