import Kernel
import Ledger

extension CircleBook {
  /// Ends the circle before its time. What was paid for cycles that are not paid out goes back to
  /// its payers, fees too, each by a transfer of its own; so does the pledge.
  ///
  /// All contributions that were paid or excused must be in the book.
  public mutating func cancel() {
    let current = circle.currentCycle ?? 1
    for index in contributions.indices where contributions[index].cycle >= current {
      switch contributions[index].state {
      case .paid: refund(index)
      // Somebody who was removed owed it to a cycle that nobody is paid any more.
      case .excused: change(index) { $0.state = .pending }
      default: break
      }
    }
    end(as: .cancelled)
  }

  /// Gives back what was paid, the fee too.
  mutating func refund(_ index: Int) {
    let paid = contributions[index]
    let payer = wallet(of: paid.userID)
    move(
      .refund(paid), from: circle.potTerms, to: payer, paid.amount.minorUnits, cycle: paid.cycle)
    if paid.fee.minorUnits > 0 {
      let isHouse = circle.terms.feePolicy == .house
      move(
        .feeRefund(paid), from: isHouse ? Circle.feeTerms(in: circle.unit) : circle.potTerms,
        to: payer, paid.fee.minorUnits, cycle: paid.cycle)
    }
    change(index) { $0.state = .refunded }
  }

  /// The accounts that refunds move money between, those aside that every round names.
  func accounts(ofRefunds refunded: [Contribution]) -> [AccountTerms] {
    let hasFees = circle.terms.feePolicy == .house && circle.terms.lateFee.minorUnits > 0
    return Set(refunded.map(\.userID)).map(wallet(of:))
      + (hasFees ? [Circle.feeTerms(in: circle.unit)] : [])
  }

  /// What each member was given back, in minor units.
  var refunds: [UserID: Int64] {
    updatedContributions.filter { $0.state == .refunded }.reduce(into: [:]) { refunds, refunded in
      refunds[refunded.userID, default: 0] += refunded.amount.minorUnits + refunded.fee.minorUnits
    }
  }

  /// Ends the circle, and gives the rest of the pledge back.
  mutating func end(as state: Circle.State) {
    circle.state = state
    circle.endedAt = now
    circle.currentCycle = nil
    circle.dueAt = nil
    circle.invite = nil
    if pledge > 0 {
      let host = circle.hostID
      move(
        .release(host), from: circle.pledgeTerms(of: host), to: wallet(of: host), pledge,
        cycle: nil)
      pledge = 0
    }
    news.append(state == .completed ? .completed : .cancelled)
  }
}
