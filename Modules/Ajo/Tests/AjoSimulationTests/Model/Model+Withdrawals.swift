import Kernel

// Money that goes out.
extension Model {
  /// After how many seconds a provider that knows of no payout is believed.
  static let silence: Int64 = 300

  mutating func take(_ act: WithdrawalAct) -> Bool {
    switch act {
    case .begin(let user, let amount, let pin):
      return showing(pin, by: user, for: .withdraw) { $0.withdraw(amount, by: user) }
    case .cancel(let number):
      guard withdrawals[number].state == .held else { return false }
      giveBack(number, as: "cancelled")
      return true
    case .becomes(let number, let news):
      withdrawals[number].truth = news
      return true
    case .hears(let number, let news, times: _):
      withdrawals[number].truth = news
      hear(news, of: number)
      return true
    case .giveBack(let number): return giveBackAsAdministrator(number)
    case .retry(let number):
      guard withdrawals[number].isUnderWay else { return false }
      withdrawals[number].isQueued = true
      return true
    }
  }

  private mutating func withdraw(_ amount: Int64, by user: Int) -> Bool {
    // What is owed is paid back first.
    let repayment = repayment(of: user)
    guard purses.available(to: user) - repayment >= amount + withdrawalFee else { return false }
    purses.move(repayment, from: .wallet(user), to: .debt(user))
    purses.hold(amount + withdrawalFee, of: user)
    withdrawals.append(ModelWithdrawal(user: user, amount: amount, fee: withdrawalFee))
    return true
  }

  private func isSilent(_ withdrawal: ModelWithdrawal) -> Bool {
    withdrawal.attemptedAt.map { now.milliseconds(since: $0) >= Self.silence * 1_000 } ?? true
  }

  /// What the provider has, or may have, is not given back by hand.
  private mutating func giveBackAsAdministrator(_ number: Int) -> Bool {
    let withdrawal = withdrawals[number]
    if withdrawal.state == .submitted {
      guard weather != .down else { return false }
      if withdrawal.isKnown {
        if let truth = withdrawal.truth { hear(truth, of: number) }
        return false
      }
      guard isSilent(withdrawal) else { return false }
    }
    guard withdrawal.isUnderWay else { return false }
    giveBack(number, as: "administrator")
    return true
  }

  private mutating func giveBack(_ number: Int, as reason: String) {
    let withdrawal = withdrawals[number]
    purses.release(withdrawal.amount + withdrawal.fee, of: withdrawal.user)
    withdrawals[number].state = .returned
    withdrawals[number].returned = reason
    tell("ajo.withdrawal.returned")
  }

  /// The first end counts, but for money that comes back after it was paid.
  mutating func hear(_ news: PayoutNews, of number: Int) {
    let withdrawal = withdrawals[number]
    switch (news, withdrawal.state) {
    case (.paid, .held), (.paid, .submitted):
      purses.release(withdrawal.amount + withdrawal.fee, of: withdrawal.user)
      purses.move(withdrawal.amount, from: .wallet(withdrawal.user), to: .provider)
      purses.move(withdrawal.fee, from: .wallet(withdrawal.user), to: .fees)
      withdrawals[number].state = .paid
      withdrawals[number].wasPaid = true
      tell("ajo.withdrawal.paid")
    case (.failed, .held), (.failed, .submitted): giveBack(number, as: "failed")
    case (.reversed, .held), (.reversed, .submitted): giveBack(number, as: "reversed")
    case (.reversed, .paid):
      // An administrator may have given it back before.
      if !withdrawal.isReversed {
        purses.move(withdrawal.amount, from: .provider, to: .wallet(withdrawal.user))
        purses.move(withdrawal.fee, from: .fees, to: .wallet(withdrawal.user))
        withdrawals[number].isReversed = true
      }
      withdrawals[number].state = .returned
      withdrawals[number].returned = "reversed"
      tell("ajo.withdrawal.returned")
    case (.failed, .paid), (_, .returned), (.paid, .paid): break
    }
  }

  /// Withdrawals that wait are sent out, and those that were are asked about; so are refunds, and
  /// deposits whose time is up.
  mutating func askProvider() {
    for number in withdrawals.indices where withdrawals[number].isQueued { submit(number) }
    for number in withdrawals.indices where withdrawals[number].isAsked { verify(number) }
    refundDeposits()
    expireDeposits()
  }

  private mutating func submit(_ number: Int) {
    withdrawals[number].isQueued = false
    guard withdrawals[number].isUnderWay else { return }
    let isFirst = withdrawals[number].attemptedAt == nil
    withdrawals[number].state = .submitted
    withdrawals[number].attemptedAt = now
    withdrawals[number].isAsked = true
    switch weather {
    case .fair:
      withdrawals[number].isKnown = true
      if let truth = withdrawals[number].truth { hear(truth, of: number) }
    case .lossy: withdrawals[number].isKnown = true
    case .down: withdrawals[number].isQueued = true
    case .refusing:
      // What became of an attempt before it counts.
      if isFirst || !withdrawals[number].isKnown {
        hear(.failed, of: number)
      } else if let truth = withdrawals[number].truth {
        hear(truth, of: number)
      }
    }
  }

  private mutating func verify(_ number: Int) {
    let withdrawal = withdrawals[number]
    guard withdrawal.state == .submitted else { return withdrawals[number].isAsked = false }
    guard weather != .down else { return }
    if withdrawal.isKnown {
      if let truth = withdrawal.truth {
        hear(truth, of: number)
        withdrawals[number].isAsked = false
      }
    } else if isSilent(withdrawal) {
      withdrawals[number].isQueued = true
    }
  }
}
