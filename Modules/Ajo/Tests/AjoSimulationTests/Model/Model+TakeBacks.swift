// Money of deposits that the provider gives back, and what is owed where it was spent.
extension Model {
  /// Each is taken once. What is decided stays so, but that money which was to stay may go.
  mutating func hear(_ news: TakeBackNews, of number: Int) {
    // It is the one that an administrator has asked for, and was never in the wallet.
    if news.kind == .refund, deposits[number].settlement == "refund" { return }
    let index = takeBacks.firstIndex {
      $0.deposit == number && $0.kind == news.kind && $0.name == news.name
    }
    guard let index else {
      var found = ModelTakeBack(
        deposit: number, kind: news.kind, name: news.name, amount: news.amount)
      found.state = news.state
      if news.state == .taken { take(&found) }
      return takeBacks.append(found)
    }
    var found = takeBacks[index]
    guard found.state != .taken, news.state != .open, found.state != news.state else { return }
    found.state = news.state
    if news.state == .taken { take(&found) }
    takeBacks[index] = found
  }

  /// It comes out of the wallet as far as that goes, and the user owes the rest. All that is taken
  /// of a deposit is no more than was paid, and nothing is taken that was reversed by hand.
  private mutating func take(_ found: inout ModelTakeBack) {
    let number = found.deposit
    let deposit = deposits[number]
    let before = takeBacks.filter { $0.deposit == number && $0.debt != nil }
    guard deposit.state == .succeeded, !before.isEmpty || !deposit.isReversed,
      before.reduce(found.amount, { $0 + $1.amount }) <= deposit.paid ?? 0
    else { return }
    let there = min(found.amount, purses.available(to: deposit.user))
    purses.move(there, from: .wallet(deposit.user), to: .provider)
    purses.move(found.amount - there, from: .debt(deposit.user), to: .provider)
    found.debt = found.amount - there
    deposits[number].isReversed = true
    tell("ajo.deposit.taken_back")
  }

  /// Whoever owes something pays what they can.
  mutating func collectDebts() {
    for user in 0..<World.people {
      purses.move(repayment(of: user), from: .wallet(user), to: .debt(user))
    }
  }

  /// Has the provider give back what an administrator decided to; a refusal is decided on again.
  mutating func refundDeposits() {
    for number in deposits.indices where deposits[number].isRefundQueued && weather != .down {
      // An answer that was lost is found.
      if !deposits[number].isRefunded {
        deposits[number].isRefunded = weather != .refusing
        if weather == .refusing { deposits[number].settlement = nil }
        if weather == .lossy { continue }
      }
      deposits[number].isRefundQueued = false
    }
  }
}
