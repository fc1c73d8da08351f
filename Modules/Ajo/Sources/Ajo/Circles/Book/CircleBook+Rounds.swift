public import Kernel

extension CircleBook {
  /// Those whose mandates are collected at a moment, in the order of cycles and turns.
  public func mandated(at moment: Instant) -> [UserID] {
    mandateIndices(at: moment).map { contributions[$0].userID }
  }

  /// Whether a look at a moment may take from the host's pledge, or give it back.
  public var needsPledge: Bool {
    circle.state == .active && circle.terms.defaultPolicy == .hostCover
  }

  /// Does what is due at a moment: collects mandates, marks who is late, and pays out.
  /// - Parameters:
  ///   - moment: the moment, by now.
  ///   - funds: what is in the wallets of those whose mandates are collected, in minor units.
  public mutating func look(at moment: Instant, funds: [UserID: Int64]) {
    guard circle.state == .active else { return }
    collectMandates(at: moment, funds: funds)
    markLate(by: moment)
    payOut(by: moment)
    circle.dueAt = nextLook(after: moment)
  }

  private func mandateIndices(at moment: Instant) -> [Int] {
    let mandated = Set(members.filter(\.mandate).map(\.userID))
    guard !mandated.isEmpty else { return [] }
    let due = Set(
      cycles.filter { window.contains($0.number) }.filter {
        calendar.mandateMoments(of: $0.dueDate).contains(moment)
      }.map(\.number))
    return contributions.indices.filter {
      let contribution = contributions[$0]
      return contribution.isMissing && due.contains(contribution.cycle)
        && mandated.contains(contribution.userID)
    }
  }

  private mutating func collectMandates(at moment: Instant, funds: [UserID: Int64]) {
    var funds = funds
    for index in mandateIndices(at: moment) {
      let contribution = contributions[index]
      // A mandate is collected on the due day, as far as its member is concerned.
      guard let recipient = cycle(contribution.cycle)?.recipientID,
        let charge = try? ContributionCharge(
          for: contribution, in: circle, recipient: recipient,
          lateMoment: calendar.lateMoment(of: contribution.dueDate), at: moment),
        let available = funds[contribution.userID], available >= charge.total.minorUnits
      else { continue }
      funds[contribution.userID] = available - charge.total.minorUnits
      pay(index, charge, byMandate: true)
    }
  }

  private mutating func markLate(by moment: Instant) {
    for index in contributions.indices
    where contributions[index].state == .pending && window.contains(contributions[index].cycle) {
      let late = calendar.lateMoment(of: contributions[index].dueDate)
      guard late <= moment else { continue }
      change(index) { contribution in
        contribution.state = .late
        contribution.lateAt = late
      }
      news.append(.late(contributions[index]))
    }
  }

  /// Pays out what is complete, and what the policy pays out without being so.
  private mutating func payOut(by moment: Instant) {
    payOutWhatIsComplete()
    while let number = circle.currentCycle, let cycle = cycle(number),
      circle.terms.defaultPolicy != .wait, window.contains(number),
      calendar.lateMoment(of: cycle.dueDate) <= moment
    {
      goWithout(number)
      payOut(cycle)
      payOutWhatIsComplete()
    }
  }

  /// Pays out what is due and complete, in the order of cycles.
  mutating func payOutWhatIsComplete() {
    while let number = circle.currentCycle, let cycle = cycle(number), window.contains(number),
      now >= calendar.dueInstant(of: cycle.dueDate),
      !contributions.contains(where: { $0.cycle == number && $0.isMissing })
    {
      payOut(cycle)
    }
  }

  /// Lets the pledge pay for what is missing in a cycle, and excuses the rest. Nobody's pledge
  /// pays for themself.
  private mutating func goWithout(_ number: Int) {
    for index in contributions.indices
    where contributions[index].cycle == number && contributions[index].isMissing {
      let missing = contributions[index]
      let host = circle.hostID
      let isCoverable = circle.terms.defaultPolicy == .hostCover && missing.userID != host
      let cover = isCoverable ? min(pledge, missing.amount.minorUnits) : 0
      if cover > 0 {
        pledge -= cover
        move(
          .cover(missing), from: circle.pledgeTerms(of: host), to: circle.potTerms, cover,
          cycle: number)
      }
      let covered = money(cover)
      change(index) { contribution in
        contribution.state = covered == contribution.amount ? .covered : .excused
        contribution.covered = covered
        contribution.coveredBy = cover > 0 ? host : nil
      }
      if cover > 0 { news.append(.covered(contributions[index])) }
    }
  }

  /// Pays the pot of a cycle to its recipient, and ends the circle with the last one.
  private mutating func payOut(_ cycle: CircleCycle) {
    let amount = contributions.lazy.filter { $0.cycle == cycle.number }
      .reduce(Int64(0)) { $0 + $1.inPot(circle.terms.feePolicy) }
    var payout = CirclePayout(amount: money(amount), paidAt: now, transferID: nil)
    if amount > 0 {
      let transfer = move(
        .payout(cycle: cycle.number), from: circle.potTerms, to: wallet(of: cycle.recipientID),
        amount, cycle: cycle.number)
      payout = CirclePayout(amount: money(amount), paidAt: now, transferID: transfer)
    }
    change(cycle: cycle.number) { $0.payout = payout }
    circle.currentCycle = cycle.number < circle.cycles ? cycle.number + 1 : nil
    news.append(.paidOut(cycle.recipientID, payout, cycle: cycle.number))
    if circle.currentCycle == nil { end(as: .completed) }
  }

  /// Computes anew when the circle is to be looked at, unless a look is due already.
  public mutating func reschedule() {
    if let due = circle.dueAt, due <= now, circle.state == .active { return }
    circle.dueAt = nextLook(after: now)
  }

  /// The first moment after another at which there may be something to do.
  func nextLook(after moment: Instant) -> Instant? {
    guard circle.state == .active, let current = circle.currentCycle else { return nil }
    var next: Instant?
    // Beyond the window, no cycle's moments come before those of the first one.
    for cycle in cycles where cycle.number >= current && cycle.number <= window.upperBound + 1 {
      let moments = self.moments(of: cycle).filter { $0 > moment }
      if let first = moments.min(), next.map({ first < $0 }) ?? true { next = first }
    }
    return next
  }

  /// When there may be something to do for a cycle.
  private func moments(of cycle: CircleCycle) -> [Instant] {
    let mandated = Set(members.filter(\.mandate).map(\.userID))
    let isKnown = window.contains(cycle.number)
    let missing = contributions.filter { $0.cycle == cycle.number && $0.isMissing }
    var moments = [calendar.payoutMoment(of: cycle.dueDate)]
    if !isKnown || !missing.isEmpty { moments.append(calendar.lateMoment(of: cycle.dueDate)) }
    let collects = isKnown ? missing.contains { mandated.contains($0.userID) } : !mandated.isEmpty
    return collects ? moments + calendar.mandateMoments(of: cycle.dueDate) : moments
  }
}
