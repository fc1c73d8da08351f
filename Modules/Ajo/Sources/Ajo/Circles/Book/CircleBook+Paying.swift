public import Kernel
import Ledger

extension CircleBook {
  /// What a member has to pay now for a cycle.
  /// - Throws: `ContributionRefusal`.
  public func charge(
    for cycle: Int, of member: UserID
  ) throws(ContributionRefusal) -> ContributionCharge {
    try charge(at: index(of: cycle, member))
  }

  /// Pays a member's contribution to a cycle from their wallet. While the cycle is not paid out it
  /// goes into the pot; later to whoever is owed it. A pot that is complete by it, and due, is paid
  /// out at once.
  /// - Returns: the contribution, paid.
  /// - Throws: `ContributionRefusal`.
  public mutating func pay(
    _ cycle: Int, of member: UserID
  ) throws(ContributionRefusal) -> Contribution {
    let index = try index(of: cycle, member)
    pay(index, try charge(at: index))
    payOutWhatIsComplete()
    reschedule()
    return contributions[index]
  }

  func index(of cycle: Int, _ member: UserID) throws(ContributionRefusal) -> Int {
    guard circle.state != .forming else { throw .circleNotActive }
    guard
      let index = contributions.firstIndex(where: { $0.cycle == cycle && $0.userID == member })
    else { throw .noSuchCycle }
    return index
  }

  func charge(at index: Int) throws(ContributionRefusal) -> ContributionCharge {
    let contribution = contributions[index]
    guard let cycle = cycle(contribution.cycle) else { throw .noSuchCycle }
    return try ContributionCharge(
      for: contribution, in: circle, recipient: cycle.recipientID,
      lateMoment: calendar.graceEnd(of: contribution.dueDate), at: now)
  }

  /// Moves what a contribution costs, and marks it as paid.
  mutating func pay(_ index: Int, _ charge: ContributionCharge, byMandate: Bool = false) {
    let paid = contributions[index]
    guard let transfer = moveMoney(of: index, charge) else { return }
    let now = now
    let isLate = now >= calendar.graceEnd(of: paid.dueDate) && !byMandate
    change(index) { contribution in
      contribution.state = .paid
      contribution.paidAt = now
      contribution.fee = transfer.fee
      contribution.transferID = transfer.id ?? paid.transferID
      if isLate, contribution.lateAt == nil { contribution.lateAt = now }
    }
    news.append(.paid(contributions[index], byMandate: byMandate))
  }

  /// Pays a part of what is owed of a contribution that is not paid in full by it.
  mutating func settle(_ index: Int, _ part: ContributionCharge) {
    guard part.total.minorUnits > 0, let transfer = moveMoney(of: index, part) else { return }
    let unit = circle.unit
    change(index) { contribution in
      contribution.transferID = transfer.id ?? contribution.transferID
      contribution.settled = Money(
        minorUnits: contribution.settled.minorUnits + part.total.minorUnits, unit: unit)
    }
  }

  /// Moves what a contribution costs, or a part of it: into the pot while its cycle is not paid
  /// out, and to the recipient after that.
  /// - Returns: the first transfer, and the fee as far as it was paid, with what was paid of it
  ///   before.
  private mutating func moveMoney(
    of index: Int, _ charge: ContributionCharge
  ) -> (id: Transfer.ID?, fee: Money)? {
    let paid = contributions[index]
    guard let cycle = cycle(paid.cycle) else { return nil }
    let payer = wallet(of: paid.userID)
    let isOpen = cycle.payout == nil
    let payee = isOpen ? circle.potTerms : wallet(of: cycle.recipientID)
    var transfer: Transfer.ID?
    if charge.toCycle > 0 {
      transfer = move(
        isOpen ? .contribution(paid) : .arrears(paid), from: payer, to: payee, charge.toCycle,
        cycle: paid.cycle)
    }
    if charge.toHost > 0, let host = paid.coveredBy {
      let repayment = move(
        .repayment(paid), from: payer, to: account(ofRepaymentTo: host), charge.toHost,
        cycle: paid.cycle)
      if account(ofRepaymentTo: host) != wallet(of: host) { pledge += charge.toHost }
      transfer = transfer ?? repayment
    }
    if charge.fee > 0 {
      let isHouse = circle.terms.feePolicy == .house
      move(
        .fee(paid), from: payer, to: isHouse ? Circle.feeTerms(in: circle.unit) : payee,
        charge.fee, cycle: paid.cycle)
    }
    let owed = paid.userID == cycle.recipientID ? paid.covered : paid.amount
    let settledFee = max(
      0, paid.settled.minorUnits - owed.minorUnits + paid.forgiven.ofAmount)
    return (transfer, money(charge.fee + settledFee))
  }

  /// Where a host is paid back: into their pledge, which covers again until the circle ends.
  private func account(ofRepaymentTo host: UserID) -> AccountTerms {
    circle.state == .active && circle.hostID == host
      ? circle.pledgeTerms(of: host) : wallet(of: host)
  }
}
