internal import Kernel

// What ends a hold.
extension LedgerBook {
  /// Settles, voids or expires a hold.
  mutating func end(
    _ id: Transfer.ID, by order: TransferOrder, debit: LedgerAccount.ID?,
    credit: LedgerAccount.ID?, at now: Instant
  ) throws(TransferRejection) -> Transfer {
    try checkNames(of: order, debit: debit, credit: credit)
    guard let hold = known[id], var payer = accounts[hold.debit.account],
      var payee = accounts[hold.credit.account]
    else { throw .pendingTransferNotFound }
    guard case .hold(until: let deadline) = hold.step else { throw .pendingTransferNotPending }
    try check(order, debit: debit, credit: credit, against: hold)
    try checkIsOpen(id, deadline, order.step, at: now)
    if case .settle = order.step {
      guard !payer.isClosed, !payee.isClosed else { throw .accountClosed }
      guard payer.lastSequence < .max, payee.lastSequence < .max else { throw .totalOutOfRange }
    }
    payer.debitsPending -= hold.amount.minorUnits
    payee.creditsPending -= hold.amount.minorUnits
    let (step, amount) = Self.ending(order.step, hold)
    if step.makesEntries {
      // Both fit: the hold was counted with them when it was placed, and since.
      payer.debitsPosted += amount.minorUnits
      payee.creditsPosted += amount.minorUnits
    }
    let transfer = record(
      order.id, step, amount, kind: hold.kind, note: order.note ?? hold.note, &payer, &payee,
      at: now)
    ends[id] = transfer
    return transfer
  }

  /// What the order says by itself: that its accounts exist, and are of one unit with its amounts.
  private func checkNames(
    of order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?
  ) throws(TransferRejection) {
    var units = [order.wanted?.unit, order.amount?.unit]
    if order.debit != .ofHold {
      guard let debit, let payer = accounts[debit] else { throw .debitAccountNotFound }
      units.append(payer.terms.unit)
    }
    if order.credit != .ofHold {
      guard let credit, let payee = accounts[credit] else { throw .creditAccountNotFound }
      units.append(payee.terms.unit)
    }
    guard Set(units.compactMap(\.self)).count <= 1 else { throw .ledgerMismatch }
  }

  /// Whether what the order says of the hold is so.
  private func check(
    _ order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?,
    against hold: Transfer
  ) throws(TransferRejection) {
    if order.debit != .ofHold, debit != hold.debit.account {
      throw .pendingTransferHasDifferentDebitAccount
    }
    if order.credit != .ofHold, credit != hold.credit.account {
      throw .pendingTransferHasDifferentCreditAccount
    }
    let unit = order.wanted?.unit ?? order.amount?.unit
    if let unit, unit != hold.amount.unit { throw .pendingTransferHasDifferentUnit }
    if let kind = order.kind, kind != hold.kind { throw .pendingTransferHasDifferentKind }
    if let wanted = order.wanted, wanted.minorUnits > hold.amount.minorUnits {
      throw .exceedsPendingTransferAmount
    }
    if let amount = order.amount, amount != hold.amount {
      throw .pendingTransferHasDifferentAmount
    }
  }

  /// Whether the hold may still be ended, and in this way.
  private func checkIsOpen(
    _ id: Transfer.ID, _ deadline: Instant?, _ step: TransferOrder.Step, at now: Instant
  ) throws(TransferRejection) {
    let end = ends[id]?.step
    if case .settle = end { throw .pendingTransferAlreadyPosted }
    if case .void = end { throw .pendingTransferAlreadyVoided }
    let isOver = deadline.map { $0 <= now } ?? false
    var isExpiry = false
    if case .expire = step { isExpiry = true }
    if isExpiry, !isOver { throw .pendingTransferNotExpired }
    if end != nil || isOver && !isExpiry { throw .pendingTransferExpired }
  }

  private static func ending(
    _ step: TransferOrder.Step, _ hold: Transfer
  ) -> (Transfer.Step, Money) {
    switch step {
    case .settle(of: let id, amount: let amount): (.settle(of: id), amount ?? hold.amount)
    case .void(of: let id): (.void(of: id), hold.amount)
    case .expire(of: let id): (.expire(of: id), hold.amount)
    // Not asked: these end nothing.
    case .post, .hold: (.void(of: hold.id), hold.amount)
    }
  }
}
