import Kernel

// What members pay, and what is paid out.
extension Model {
  /// What a due costs now, and who gets it.
  struct Price: Sendable, Equatable {
    var toCycle: Int64
    var toHost: Int64
    var fee: Int64

    var total: Int64 { toCycle + toHost + fee }

    /// As much of it as there is money for: the cycle first, the fee last.
    func limited(to money: Int64) -> Price {
      let first = min(toCycle, money)
      let second = min(toHost, money - first)
      return Price(toCycle: first, toHost: second, fee: min(fee, money - first - second))
    }

    /// What is left once some of it was paid.
    func after(_ settled: Int64) -> Price {
      let paid = limited(to: settled)
      return Price(
        toCycle: toCycle - paid.toCycle, toHost: toHost - paid.toHost, fee: fee - paid.fee)
    }
  }

  /// What a due costs now; nil where nothing is owed.
  func price(_ index: Int, in number: Int, isMandate: Bool = false) -> Price? {
    let (circle, due) = (circles[number], circles[number].dues[index])
    let deal = circle.deal
    let isLate = due.state == .late || !isMandate && now >= deal.graceEnd(of: due.cycle)
    switch due.state {
    case .paid, .refunded: return nil
    case .pending, .late:
      guard circle.state == .active else { return nil }
      return Price(toCycle: deal.amount, toHost: 0, fee: isLate ? deal.lateFee : 0)
    case .covered, .excused:
      let isOwn = due.user == circle.cycles[due.cycle - 1].recipient
      // Nobody owes themself anything.
      let toCycle = isOwn ? 0 : deal.amount - due.covered
      let toHost = due.coveredBy == due.user ? 0 : due.covered
      guard toCycle + toHost > 0, !due.waived.isAll else { return nil }
      let owesFee = (isLate || due.wasLate) && !(isOwn && deal.fees == .pot)
      return Price(
        toCycle: toCycle - due.waived.toCycle, toHost: toHost - due.waived.toHost,
        fee: owesFee ? max(0, deal.lateFee - due.waived.fee) : 0
      ).after(due.settled)
    }
  }

  /// A recipient waives what they are owed of a cycle that was paid out, with the fee that they
  /// would get; a host what their pledge paid. Nothing is left of the fee once nothing else is.
  mutating func forgive(_ number: Int, _ user: Int, _ cycle: Int, by creditor: Int) -> Bool {
    let circle = circles[number]
    guard circle.isKnown(creditor), creditor != user, let index = circle.due(cycle, of: user),
      !circle.isUnpaid(cycle), let price = price(index, in: number)
    else { return false }
    let due = circle.dues[index]
    let isRecipient = circle.cycles[cycle - 1].recipient == creditor
    let toCycle = isRecipient ? price.toCycle : 0
    let toHost = due.coveredBy == creditor ? price.toHost : 0
    let takesFee = isRecipient && circle.deal.fees == .pot
    guard toCycle + toHost + (takesFee ? price.fee : 0) > 0 else { return false }
    var waived = due.waived
    waived.toCycle += toCycle
    waived.toHost += toHost
    waived.isAll = toCycle + toHost == price.toCycle + price.toHost
    if takesFee { waived.fee = circle.deal.lateFee }
    circles[number].dues[index].waived = waived
    tell("ajo.contribution.forgiven")
    return true
  }

  mutating func contribute(_ number: Int, _ user: Int, _ cycle: Int) -> Bool {
    let circle = circles[number]
    guard circle.isKnown(user), circle.state != .forming,
      let index = circle.due(cycle, of: user), let price = price(index, in: number),
      purses.available(to: user) >= price.total
    else { return false }
    pay(index, of: number, price)
    payOutWhatIsComplete(number)
    return true
  }

  /// Pays a due in full.
  mutating func pay(_ index: Int, of number: Int, _ price: Price, isMandate: Bool = false) {
    let (circle, due) = (circles[number], circles[number].dues[index])
    move(price, for: due, of: number)
    let isOwn = due.user == circle.cycles[due.cycle - 1].recipient
    let waived = due.waived.toCycle + due.waived.toHost
    let owedBesidesFee = (isOwn ? due.covered : circle.deal.amount) - waived
    circles[number].dues[index].fee = price.fee + max(0, due.settled - owedBesidesFee)
    circles[number].dues[index].state = .paid
    if !isMandate, now >= circle.deal.graceEnd(of: due.cycle) {
      circles[number].dues[index].wasLate = true
    }
    tell("ajo.contribution.paid")
  }

  /// Pays a part of a due.
  mutating func settle(_ index: Int, of number: Int, _ part: Price) {
    move(part, for: circles[number].dues[index], of: number)
    circles[number].dues[index].settled += part.total
  }

  /// Into the pot as long as the cycle is not paid out, then to its recipient; back into the pledge
  /// of a host who still is one, otherwise to whose pledge it was.
  private mutating func move(_ price: Price, for due: ModelCircle.Due, of number: Int) {
    let circle = circles[number]
    let payer = Place.wallet(due.user)
    let payee: Place =
      circle.isUnpaid(due.cycle)
      ? .pot(circle: number) : .wallet(circle.cycles[due.cycle - 1].recipient)
    if price.toCycle > 0 { purses.move(price.toCycle, from: payer, to: payee) }
    if price.toHost > 0, let host = due.coveredBy {
      let isHost = circle.state == .active && circle.host == host
      purses.move(
        price.toHost, from: payer,
        to: isHost ? .pledge(circle: number, host: host) : .wallet(host))
    }
    if price.fee > 0 {
      purses.move(price.fee, from: payer, to: circle.deal.fees == .house ? .fees : payee)
    }
  }

  /// Pays out what is due and complete, cycle by cycle.
  mutating func payOutWhatIsComplete(_ number: Int) {
    while let cycle = circles[number].current, now >= circles[number].deal.end(of: cycle),
      !circles[number].dues.contains(where: { $0.cycle == cycle && $0.isMissing })
    {
      payOut(cycle, of: number)
    }
  }

  mutating func payOut(_ cycle: Int, of number: Int) {
    let circle = circles[number]
    var pot: Int64 = 0
    for due in circle.dues where due.cycle == cycle {
      switch due.state {
      case .paid: pot += circle.deal.amount + (circle.deal.fees == .pot ? due.fee : 0)
      case .covered, .excused: pot += due.covered
      case .pending, .late, .refunded: break
      }
    }
    purses.move(
      pot, from: .pot(circle: number), to: .wallet(circle.cycles[cycle - 1].recipient))
    circles[number].cycles[cycle - 1].paid = pot
    tell("ajo.payout.made")
    lapse(in: number) { $0.kind != .removal && $0.turns.contains(cycle) }
    if cycle < circle.cycles.count {
      circles[number].current = cycle + 1
    } else {
      end(number, as: .completed)
    }
  }
}
