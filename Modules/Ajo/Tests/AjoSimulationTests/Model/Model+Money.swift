// What is done with wallets alone.
extension Model {
  mutating func take(_ act: MoneyAct) -> Bool {
    switch act {
    case .adjust(let user, let amount):
      let (house, wallet) = (Place.house, Place.wallet(user))
      guard amount > 0 || purses.available(to: user) >= -amount else { return false }
      let made =
        amount > 0
        ? ModelTransfer(payer: house, payee: wallet, amount: amount)
        : ModelTransfer(payer: wallet, payee: house, amount: -amount)
      purses.move(made.amount, from: made.payer, to: made.payee)
      adjustments.append(made)
      return true
    case .send(let payer, let payee, let amount, let pin):
      return showing(pin, by: payer, for: .transfer) { $0.send(amount, from: payer, to: payee) }
    case .reverse(let reversed, let isForced): return reverse(reversed, isForced: isForced)
    }
  }

  private mutating func send(_ amount: Int64, from payer: Int, to payee: Int) -> Bool {
    guard payer != payee, purses.available(to: payer) >= amount else { return false }
    purses.move(amount, from: .wallet(payer), to: .wallet(payee))
    transfers.append(ModelTransfer(payer: .wallet(payer), payee: .wallet(payee), amount: amount))
    return true
  }

  private mutating func reverse(_ reversed: MoneyAct.Reversed, isForced: Bool) -> Bool {
    switch reversed {
    case .adjustment(let number):
      guard undo(adjustments[number], isForced) else { return false }
      adjustments[number].isReversed = true
    case .transfer(let number):
      guard undo(transfers[number], isForced) else { return false }
      transfers[number].isReversed = true
    case .deposit(let number):
      let deposit = deposits[number]
      let transfer = ModelTransfer(
        payer: .provider, payee: .wallet(deposit.user), amount: deposit.paid ?? 0,
        isReversed: deposit.isReversed)
      guard undo(transfer, isForced) else { return false }
      deposits[number].isReversed = true
    case .withdrawal(let number):
      let withdrawal = withdrawals[number]
      let transfer = ModelTransfer(
        payer: .wallet(withdrawal.user), payee: .provider, amount: withdrawal.amount,
        isReversed: withdrawal.isReversed)
      guard undo(transfer, isForced) else { return false }
      withdrawals[number].isReversed = true
    case .circle: return false
    }
    return true
  }

  /// Gives the payer back what they paid, once. What the payee has not got they owe if it is
  /// forced.
  private mutating func undo(_ transfer: ModelTransfer, _ isForced: Bool) -> Bool {
    guard !transfer.isReversed else { return false }
    var there = transfer.amount
    if case .wallet(let payee) = transfer.payee {
      there = min(there, max(0, purses.available(to: payee)))
      guard there == transfer.amount || isForced else { return false }
      purses.move(transfer.amount - there, from: .debt(payee), to: transfer.payer)
    }
    purses.move(there, from: transfer.payee, to: transfer.payer)
    return true
  }

  /// What a user can pay of what they owe.
  func repayment(of user: Int) -> Int64 {
    min(-purses[.debt(user)], purses.available(to: user))
  }
}
