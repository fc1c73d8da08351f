import Kernel
import Ledger
import Payments
import Ports
import Work

extension WithdrawalService {
  /// Acts on what a webhook says of a payout.
  /// - Returns: false where there is no such withdrawal.
  /// - Throws: the store's error.
  func receive(_ status: PayoutStatus, _ news: PaymentNews) async throws -> Bool {
    guard let found = try await parts.store.withdrawal(news.event.reference),
      found.provider == news.event.provider
    else { return false }
    _ = try await hear(status, of: found.id, Hearing(news: news))
    return true
  }

  /// Acts on what became of a withdrawal: the row, the money, what is told of it and the job that
  /// asked are one unit of work. It may be heard any number of times, in any order: the first end
  /// counts, and what contradicts it is left for a person.
  /// - Returns: the withdrawal as it is now.
  func hear(
    _ status: PayoutStatus, of id: Withdrawal.ID, _ hearing: Hearing
  ) async throws -> Withdrawal? {
    let administrators = try await parts.administrators()
    let (now, ids) = (parts.clock.now(), transferIDs())
    let seen = Reached<String>()
    let heard: Withdrawal? = try await parts.store.atomically(.unkeyed) { transaction in
      seen.value = nil
      if let news = hearing.news, try !news.begin(in: transaction.work) { return nil }
      guard var withdrawal = try transaction.lockWithdrawal(id) else { throw NotFound() }
      let before = withdrawal
      let effect = withdrawal.hear(status, at: now)
      let isKept = try transaction.carryOut(
        effect, withdrawal, ids, administrators: administrators, at: now)
      if let run = hearing.run { try transaction.work.complete(run) }
      guard isKept else { return before }
      if withdrawal.state != before.state { seen.value = withdrawal.state.rawValue }
      return withdrawal
    }
    if let state = seen.value { parts.count("withdrawal", state) }
    return heard
  }
}

extension PaymentTransaction {
  /// Does what follows from news of a withdrawal, and keeps it.
  /// - Parameters:
  ///   - ids: of the transfers that follow.
  ///   - administrators: are told what only a person can settle.
  /// - Returns: whether it is as the news has it; false where a person has to look first.
  @discardableResult
  func carryOut(
    _ effect: Withdrawal.Effect, _ withdrawal: Withdrawal, _ ids: [Transfer.ID],
    administrators: [UserID], at now: Instant
  ) throws -> Bool {
    switch effect {
    case .none: break
    case .submitAgain:
      try work.enqueue(SubmitWithdrawal(withdrawal), unique: .byArguments)
    case .settle(let paid):
      try work.post(withdrawal.settlement)
      try update(withdrawal)
      try work.publish(.withdrawalPaid(withdrawal))
      try work.notify(.withdrawalPaid(withdrawal), withdrawal.userID)
      guard paid != withdrawal.amount else { break }
      try keep(
        Difference(ofAmount: paid, of: withdrawal, id: .init(rawValue: ids[0].rawValue), at: now),
        telling: administrators)
    case .release:
      try work.post(withdrawal.release(ids))
      try tellReturned(withdrawal)
    case .giveBack:
      return try giveBack(withdrawal, ids, administrators: administrators, at: now)
    case .contradiction(let theirs):
      try keep(
        Difference(of: withdrawal, id: .init(rawValue: ids[0].rawValue), theirs: theirs, at: now),
        telling: administrators)
    }
    return true
  }

  private func tellReturned(_ withdrawal: Withdrawal) throws {
    try update(withdrawal)
    try work.publish(.withdrawalReturned(withdrawal))
    try work.notify(.withdrawalReturned(withdrawal), withdrawal.userID)
  }

  /// Gives money back that came back from the bank, and the fee, each once: an administrator may
  /// have reversed either before. What the wallet cannot take is left for a person.
  /// - Returns: whether the withdrawal was kept.
  private func giveBack(
    _ withdrawal: Withdrawal, _ ids: [Transfer.ID], administrators: [UserID], at now: Instant
  ) throws -> Bool {
    var (reversals, orders): ([Reversal], [TransferOrder]) = ([], [])
    for (undone, order) in withdrawal.restitution(ids) {
      let reversal = Reversal(
        of: undone, by: order.id, reason: withdrawal.reason ?? "reversed", actor: nil, debt: nil,
        at: now)
      guard try insert(reversal) else { continue }
      reversals.append(reversal)
      orders.append(order)
    }
    do {
      if !orders.isEmpty { try work.post(orders) }
      try tellReturned(withdrawal)
      return true
    } catch let refusal as TransferRejection
      where refusal == .accountClosed || refusal == .exceedsBalance
    {
      for reversal in reversals { try remove(reversal) }
      try keep(
        Difference(
          of: withdrawal, id: .init(rawValue: ids[0].rawValue), theirs: "reversed", at: now),
        telling: administrators)
      return false
    }
  }

  /// Keeps a difference that is new, and tells the administrators.
  func keep(_ difference: Difference, telling administrators: [UserID]) throws {
    guard try insert(difference) else { return }
    for administrator in administrators {
      try work.notify(.difference(difference), administrator)
    }
  }
}
