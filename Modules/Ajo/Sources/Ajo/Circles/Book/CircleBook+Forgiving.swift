import Kernel

extension CircleBook {
  /// Has somebody forgive what they are owed of a contribution to a cycle that was paid out: its
  /// recipient, or the host whose pledge covered it. The late fee goes with what it is owed with:
  /// with the recipient's part where they would get it, and with the last part in any case.
  /// - Parameter name: how the others read who forgave.
  /// - Returns: the contribution, as it is now.
  /// - Throws: `ContributionRefusal`; `.nothingOwed` where nothing is owed to them.
  mutating func forgive(
    _ cycle: Int, of member: UserID, by creditor: UserID, name: String
  ) throws(ContributionRefusal) -> Contribution {
    let index = try index(of: cycle, member)
    let charge = try charge(at: index)
    guard let turn = self.cycle(cycle), turn.payout != nil, creditor != member else {
      throw .nothingOwed
    }
    let isRecipient = turn.recipientID == creditor
    let toCycle = isRecipient ? charge.toCycle : 0
    let toHost = contributions[index].coveredBy == creditor ? charge.toHost : 0
    let hasFee = isRecipient && circle.terms.feePolicy == .pot
    guard toCycle + toHost + (hasFee ? charge.fee : 0) > 0 else { throw .nothingOwed }
    let isAll = charge.toCycle + charge.toHost == toCycle + toHost
    let (now, lateFee) = (now, circle.terms.lateFee.minorUnits)
    change(index) { contribution in
      contribution.forgiven.toCycle += toCycle
      contribution.forgiven.toHost += toHost
      // One that is not late yet would cost it later.
      if isAll || hasFee { contribution.forgiven.fee = isAll ? charge.fee : lateFee }
      if isAll { contribution.forgiven.endedAt = now }
    }
    news.append(.forgiven(contributions[index], by: creditor, name: name))
    return contributions[index]
  }
}
