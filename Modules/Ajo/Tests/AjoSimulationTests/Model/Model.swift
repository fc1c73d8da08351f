import Kernel

/// Ajo as one would write it down on paper from what it promises, without caring for speed, reasons
/// or how it is kept: who has what, who owes what to whom, and what has become of everything. It
/// calls none of the rules that it is compared with.
struct Model: Sendable {
  /// What a withdrawal costs.
  let withdrawalFee: Int64
  var now: Instant
  var purses = Purses()
  var weather = Weather.fair
  var adjustments: [ModelTransfer] = []
  var transfers: [ModelTransfer] = []
  var deposits: [ModelDeposit] = []
  var withdrawals: [ModelWithdrawal] = []
  var circles: [ModelCircle] = []
  var proposals: [ModelProposal] = []
  /// How often something was told that may be told once.
  var told: [String: Int] = [:]

  init(withdrawalFee: Int64, at now: Instant) {
    (self.withdrawalFee, self.now) = (withdrawalFee, now)
  }

  mutating func tell(_ event: String) { told[event, default: 0] += 1 }

  /// Does what happens, or refuses it.
  /// - Parameter draw: the order that was drawn for the circle that starts, if one is.
  /// - Returns: whether it was done. What is refused leaves everything as it is, but for what the
  ///   provider made known on the way.
  mutating func take(_ act: Act, draw: [Int] = []) -> Bool {
    switch act {
    case .money(let act): return take(act)
    case .deposit(let act): return take(act)
    case .withdrawal(let act): return take(act)
    case .circle(let act): return take(act, draw: draw)
    case .proposal(let act): return take(act)
    case .weather(let weather):
      self.weather = weather
      return true
    case .askProvider:
      askProvider()
      return true
    case .pass(let hours):
      pass(until: now.adding(seconds: hours * 3_600))
      return true
    }
  }

  /// Whether an act names what is there. Without the acts before it, one may not.
  func knows(_ act: Act) -> Bool {
    switch act {
    case .weather, .askProvider, .pass: true
    case .money(.adjust), .money(.send): true
    case .money(.reverse(let reversed, isForced: _)): knows(reversed)
    case .deposit(.begin), .withdrawal(.begin), .circle(.found): true
    case .deposit(.becomes(let deposit, let news)), .deposit(.hears(let deposit, let news, _)):
      deposits.indices.contains(deposit) && knows(news)
    case .deposit(.check(let deposit)), .deposit(.settle(let deposit, _)):
      deposits.indices.contains(deposit)
    case .withdrawal(.becomes(let withdrawal, _)), .withdrawal(.hears(let withdrawal, _, _)):
      withdrawals.indices.contains(withdrawal) && withdrawals[withdrawal].isKnown
    case .withdrawal(.cancel(let withdrawal)), .withdrawal(.giveBack(let withdrawal)),
      .withdrawal(.retry(let withdrawal)):
      withdrawals.indices.contains(withdrawal)
    case .circle(.join(let circle, _)), .circle(.leave(let circle, _)),
      .circle(.order(let circle, _, _)), .circle(.start(let circle, _)),
      .circle(.cancel(let circle, _)), .circle(.cancelAsAdministrator(let circle)),
      .circle(.handOver(let circle, _, _)), .circle(.changeHost(let circle, _)),
      .circle(.mandate(let circle, _, _)), .circle(.contribute(let circle, _, _)):
      circles.indices.contains(circle)
    case .proposal(.swap(let circle, _, _)), .proposal(.replace(let circle, _, _, _)),
      .proposal(.remove(let circle, _, _)):
      circles.indices.contains(circle)
    case .proposal(.answer(let proposal, _, _)), .proposal(.withdraw(let proposal, _)):
      proposals.indices.contains(proposal)
    }
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
