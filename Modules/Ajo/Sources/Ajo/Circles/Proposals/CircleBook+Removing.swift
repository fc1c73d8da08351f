import Kernel
import Ledger

// How a circle goes on without a member who did not pay. The book is one over all cycles
// (`CircleTransaction.wholeBook`).
extension CircleBook {
  /// Whether a member owes something that is late.
  func isInDefault(_ user: UserID) -> Bool {
    contributions.indices.contains { index in
      let contribution = contributions[index]
      guard contribution.userID == user else { return false }
      switch contribution.state {
      case .late, .covered, .excused: return (try? charge(at: index)) != nil
      case .pending, .paid, .refunded: return false
      }
    }
  }

  /// Takes a member out of the circle.
  ///
  /// If their turn is to come, it falls away: those who come after move up, and there is one cycle
  /// fewer at the end. What anybody paid into the last cycle goes back, and so does what the member
  /// paid into cycles that are not paid out, less what they owe; what they have not paid, nobody is
  /// owed any more.
  ///
  /// If they had their turn, they owe what is still to come to those who paid for it: what they
  /// paid ahead stays where it is, and nobody waits for the rest. Under `hostCover` it stays due,
  /// so that the pledge pays for it.
  /// - Returns: what each was given back, in minor units.
  mutating func remove(_ member: CircleMember) -> [UserID: Int64] {
    let user = member.userID
    members.removeAll { $0.userID == user }
    circle.membersCount = members.count
    var refunds: [UserID: Int64] = [:]
    if cycle(member.turn)?.payout != nil {
      excuse(user)
    } else {
      refundPaid(by: user, &refunds)
      settleDebts(of: user, with: refunds[user] ?? 0)
      moveUp(from: member.turn, &refunds)
    }
    payOutWhatIsComplete()
    reschedule()
    return refunds
  }

  /// The accounts that a removal moves money between, those aside that every round names.
  func accounts(ofRemoving user: UserID) -> [AccountTerms] {
    let hosts = contributions.filter { $0.userID == user }.compactMap(\.coveredBy)
    let people = Set(contributions.map(\.userID) + hosts + cycles.map(\.recipientID))
    let hasFees = circle.terms.feePolicy == .house && circle.terms.lateFee.minorUnits > 0
    return people.map(wallet(of:)) + (hasFees ? [Circle.feeTerms(in: circle.unit)] : [])
  }

  private mutating func excuse(_ user: UserID) {
    guard circle.terms.defaultPolicy != .hostCover else { return }
    for index in contributions.indices
    where contributions[index].userID == user && contributions[index].isMissing {
      change(index) { $0.state = .excused }
    }
  }

  /// Gives back what a member paid into cycles that are not paid out, and drops what they did not.
  private mutating func refundPaid(by user: UserID, _ refunds: inout [UserID: Int64]) {
    for index in contributions.indices where contributions[index].userID == user {
      refundIfPaid(index, &refunds)
    }
    contributions.removeAll { $0.userID == user && $0.isMissing }
  }

  private mutating func refundIfPaid(_ index: Int, _ refunds: inout [UserID: Int64]) {
    let paid = contributions[index]
    guard paid.state == .paid, cycle(paid.cycle)?.payout == nil else { return }
    refunds[paid.userID, default: 0] += paid.amount.minorUnits + paid.fee.minorUnits
    refund(index)
  }

  /// Pays the debts of a member out of what they were given back, the oldest first, the last one as
  /// far as it goes.
  private mutating func settleDebts(of user: UserID, with refunded: Int64) {
    var left = refunded
    for index in contributions.indices where contributions[index].userID == user && left > 0 {
      guard let charge = try? charge(at: index) else { continue }
      let part = charge.limited(to: left)
      left -= part.total.minorUnits
      if part == charge {
        pay(index, charge)
      } else {
        settle(index, part)
      }
    }
  }

  /// Has those who come after a turn move up, and drops the last cycle.
  private mutating func moveUp(from turn: Int, _ refunds: inout [UserID: Int64]) {
    let last = circle.cycles
    for number in turn..<max(turn, last) {
      guard let next = cycle(number + 1)?.recipientID else { continue }
      change(cycle: number) { $0.recipientID = next }
    }
    for member in members where member.turn > turn {
      change(member: member.userID) { $0.turn -= 1 }
    }
    for index in contributions.indices where contributions[index].cycle == last {
      refundIfPaid(index, &refunds)
    }
    contributions.removeAll { $0.cycle == last }
    cycles.removeAll { $0.number == last }
    circle.cycles = last - 1
    if let current = circle.currentCycle, current > circle.cycles {
      circle.currentCycle = nil
      end(as: .completed)
    }
  }
}
