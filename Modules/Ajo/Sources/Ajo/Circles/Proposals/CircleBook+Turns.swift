import Kernel
import Ledger

// What changes about who takes part, and when whose turn is. The book is one over all cycles
// (`CircleTransaction.wholeBook`).
extension CircleBook {
  /// Has two members change turns. Contributions stay as they are.
  mutating func swapTurns(of first: CircleMember, and second: CircleMember) {
    change(member: first.userID) { $0.turn = second.turn }
    change(member: second.userID) { $0.turn = first.turn }
    change(cycle: first.turn) { $0.recipientID = second.userID }
    change(cycle: second.turn) { $0.recipientID = first.userID }
    sortMembers()
  }

  /// Has a newcomer take over the seat of a member: their turn, and their contributions to all
  /// cycles that are not paid out, those that were paid ahead among them.
  mutating func replace(_ member: UserID, by newcomer: CircleMember) {
    let current = circle.currentCycle ?? 1
    members.removeAll { $0.userID == member }
    members.append(newcomer)
    sortMembers()
    change(cycle: newcomer.turn) { $0.recipientID = newcomer.userID }
    for index in contributions.indices
    where contributions[index].userID == member && contributions[index].cycle >= current {
      contributions[index].userID = newcomer.userID
    }
    reschedule()
  }

  /// Has another member look after the circle. Under `hostCover` they pledge, and whoever hands the
  /// circle over gets back what is left of theirs.
  mutating func handOver(to host: UserID) {
    let before = circle.hostID
    if needsPledge {
      let amount = circle.pledge.minorUnits
      move(
        .laterPledge(host, version: circle.version), from: wallet(of: host),
        to: circle.pledgeTerms(of: host), amount, cycle: nil)
      if pledge > 0 {
        move(
          .earlyRelease(before, version: circle.version), from: circle.pledgeTerms(of: before),
          to: wallet(of: before), pledge, cycle: nil)
      }
      pledge = amount
    }
    circle.hostID = host
    change(member: before) { $0.role = .member }
    change(member: host) { member in
      member.role = .host
      member.pledgeOffer = 0
    }
  }

  /// The accounts that a handover moves money between, those aside that every round names.
  func accounts(ofHandoverTo host: UserID) -> [AccountTerms] {
    needsPledge ? [wallet(of: host), circle.pledgeTerms(of: host)] : []
  }

  mutating func sortMembers() {
    members.sort { ($0.turn, $0.userID) < ($1.turn, $1.userID) }
  }
}
