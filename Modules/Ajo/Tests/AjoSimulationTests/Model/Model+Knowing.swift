extension Model {
  /// Whether an act names what is there. Without the acts before it, one may not.
  func knows(_ act: Act) -> Bool {
    switch act {
    case .weather, .askProvider, .collectDebts, .pass: true
    case .money(.adjust): true
    case .money(.send(_, _, _, let pin)): knows(pin)
    case .money(.reverse(let reversed, isForced: _)): knows(reversed)
    case .deposit(.begin): true
    case .withdrawal(.begin(_, _, let pin)): knows(pin)
    case .deposit(.becomes(let deposit, let news)), .deposit(.hears(let deposit, let news, _)):
      deposits.indices.contains(deposit) && knows(news)
    case .deposit(.check(let deposit)), .deposit(.settle(let deposit, _)),
      .deposit(.takenBack(let deposit, _, _)):
      deposits.indices.contains(deposit)
    case .withdrawal(.becomes(let withdrawal, _)), .withdrawal(.hears(let withdrawal, _, _)):
      withdrawals.indices.contains(withdrawal) && withdrawals[withdrawal].isKnown
    case .withdrawal(.cancel(let withdrawal)), .withdrawal(.giveBack(let withdrawal)),
      .withdrawal(.retry(let withdrawal)):
      withdrawals.indices.contains(withdrawal)
    case .circle(let act): knows(act)
    case .proposal(.swap(let circle, _, _)), .proposal(.replace(let circle, _, _, _)),
      .proposal(.remove(let circle, _, _)):
      circles.indices.contains(circle)
    case .proposal(.answer(let proposal, _, _)), .proposal(.withdraw(let proposal, _)):
      proposals.indices.contains(proposal)
    }
  }

  private func knows(_ act: CircleAct) -> Bool {
    switch act {
    case .found: true
    case .join(let circle, _), .leave(let circle, _), .order(let circle, _, _),
      .cancel(let circle, _), .cancelAsAdministrator(let circle), .handOver(let circle, _, _),
      .changeHost(let circle, _), .forgive(let circle, _, _, _):
      circles.indices.contains(circle)
    case .start(let circle, _, let pin), .mandate(let circle, _, _, let pin),
      .offerPledge(let circle, _, _, let pin), .contribute(let circle, _, _, let pin):
      circles.indices.contains(circle) && knows(pin)
    }
  }

  private func knows(_ pin: Pin) -> Bool {
    if case .again(let token) = pin { tokens.indices.contains(token) } else { true }
  }

  private func knows(_ news: ChargeNews) -> Bool {
    if case .paidLike(let other, _) = news { deposits.indices.contains(other) } else { true }
  }

  private func knows(_ reversed: MoneyAct.Reversed) -> Bool {
    switch reversed {
    case .adjustment(let number): adjustments.indices.contains(number)
    case .transfer(let number): transfers.indices.contains(number)
    case .deposit(let number):
      deposits.indices.contains(number) && deposits[number].state == .succeeded
    case .withdrawal(let number):
      withdrawals.indices.contains(number) && withdrawals[number].wasPaid
    case .circle(let circle):
      circles.indices.contains(circle) && circles[circle].dues.contains { $0.state == .paid }
    }
  }
}
