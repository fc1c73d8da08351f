// What the model says of everything, in the words in which the database is read.
extension Model {
  var facts: Facts {
    var facts = purses.facts
    for (number, deposit) in deposits.enumerated() {
      facts.note(
        "deposit \(number)",
        "\(deposit.state) of \(deposit.user), \(deposit.amount), "
          + "paid \(deposit.paid.map { "\($0)" } ?? "nothing"), \(deposit.settlement ?? "unsettled")"
      )
    }
    for takeBack in takeBacks {
      facts.note(
        "\(takeBack.kind) \(takeBack.name) of deposit \(takeBack.deposit)",
        "\(takeBack.state), \(takeBack.amount), "
          + (takeBack.debt.map { "\($0) of it owed" } ?? "nothing taken"))
    }
    facts.note("refunds by the provider", "\(deposits.count(where: \.isRefunded))")
    for (number, withdrawal) in withdrawals.enumerated() {
      facts.note(
        "withdrawal \(number)",
        "\(withdrawal.state) of \(withdrawal.user), \(withdrawal.amount), "
          + "\(withdrawal.returned ?? "not returned")")
    }
    for (number, proposal) in proposals.enumerated() {
      facts.note(
        "proposal \(number)",
        "\(proposal.kind) \(proposal.state) in \(proposal.circle) about \(proposal.member)")
    }
    for number in circles.indices { facts.note(self.facts(of: number)) }
    for (event, count) in told { facts.note(event, "\(count) times") }
    facts.note("all money", "0")
    return facts
  }

  private func facts(of number: Int) -> Facts {
    var facts = Facts()
    let circle = circles[number]
    facts.note(
      "circle \(number)",
      "\(circle.state) of \(circle.host), \(circle.seats.count) in it, "
        + "cycle \(circle.current ?? 0) of \(circle.cycles.count), "
        + "pot \(purses[.pot(circle: number)])")
    for seat in circle.seats {
      facts.note(
        "circle \(number), seat of \(seat.user)",
        "active, turn \(seat.turn)\(seat.hasMandate ? ", mandate" : ""), offers \(seat.offer)")
    }
    for (user, how) in circle.gone { facts.note("circle \(number), seat of \(user)", how) }
    for (index, cycle) in circle.cycles.enumerated() {
      facts.note(
        "circle \(number), cycle \(index + 1)",
        "due \(circle.deal.dueDay(index + 1)) to \(cycle.recipient), "
          + "paid \(cycle.paid.map { "\($0)" } ?? "nothing")")
    }
    for due in circle.dues {
      facts.note(
        "circle \(number), cycle \(due.cycle), due of \(due.user)",
        "\(due.state), fee \(due.fee), covered \(due.covered) by \(due.coveredBy ?? -1), "
          + "settled \(due.settled)\(due.wasLate ? ", was late" : ""), "
          + "waived \(due.waived.toCycle) and \(due.waived.toHost)"
          + (due.waived.isAll ? ", all of it" : ""))
    }
    return facts
  }
}
