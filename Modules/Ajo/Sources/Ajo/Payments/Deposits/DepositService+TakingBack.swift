import Kernel
import Ledger
import Payments
import Work

extension DepositService {
  /// Acts on money of a deposit that the provider took back, or may: once for each, however often
  /// it is told.
  /// - Returns: false where there is no such deposit.
  /// - Throws: the store's error.
  func receive(_ taken: TakenBack, _ news: PaymentNews) async throws -> Bool {
    guard let deposit = try await parts.store.deposit(news.event.reference),
      deposit.provider == news.event.provider
    else { return false }
    // A refund of a mismatch, which was never in the wallet: its job asks for itself.
    if taken.kind == .refund, deposit.settlement == .refund { return true }
    let administrators = try await parts.administrators()
    let now = parts.clock.now()
    let (id, ids) = (
      parts.ids.make(TakeBack.self), [parts.ids.make(Transfer.self), parts.ids.make()]
    )
    try await parts.store.atomically(.unkeyed) { transaction in
      guard try news.begin(in: transaction.work) else { return }
      guard let deposit = try transaction.lockDeposit(deposit.id) else { throw NotFound() }
      let known = try transaction.takeBacks(of: deposit.id)
      let same = known.first { $0.kind == taken.kind && $0.name == taken.name }
      var found =
        same
        ?? TakeBack(
          id: id, depositID: deposit.id, provider: deposit.provider, kind: taken.kind,
          name: taken.name, amount: taken.amount, createdAt: now)
      let isNews = found.hear(taken.state, at: now)
      guard same == nil || isNews else { return }
      if found.state == .taken {
        try transaction.take(&found, of: deposit, after: known, ids, at: now)
      }
      if same == nil { try transaction.insert(found) } else { try transaction.update(found) }
      try transaction.tell(found, of: deposit, due: taken.due, administrators: administrators)
    }
    return true
  }
}

extension PaymentTransaction {
  /// Takes money from a wallet that went back to whoever paid it in. Where it cannot be taken, it
  /// is left for a person.
  fileprivate func take(
    _ found: inout TakeBack, of deposit: Deposit, after known: [TakeBack], _ ids: [Transfer.ID],
    at now: Instant
  ) throws {
    let before = known.filter { $0.transferID != nil }
    if let reason = refusal(of: found, deposit, after: before) {
      found.reason = reason
      return
    }
    // From now on nobody reverses the deposit by hand.
    let reversal = Reversal(
      of: deposit.transferID, by: ids[0], reason: "\(found.kind.rawValue) \(found.name)",
      actor: nil, debt: nil, at: now)
    if before.isEmpty, try !insert(reversal) {
      found.reason = "the deposit was reversed"
      return
    }
    let unit = found.amount.unit
    let (wallet, owed) = (
      Wallet.terms(of: deposit.userID, in: unit), PaymentAccounts.debt(of: deposit.userID, in: unit)
    )
    // The row comes before the accounts, whether it will be needed or not.
    try noteDebt(of: deposit.userID, at: now)
    let available = try work.available(in: [
      wallet, owed, PaymentAccounts.provider(deposit.provider, in: unit),
    ])
    let (orders, debt) = deposit.takingBack(
      found.amount, having: available[wallet] ?? .zero(unit), ids,
      because: found.kind == .refund ? "The payment was refunded" : "The payment was disputed")
    do {
      try work.post(orders)
    } catch TransferRejection.accountClosed {
      found.reason = "the wallet is closed"
      if before.isEmpty { try remove(reversal) }
      return try closeDebt(of: deposit.userID, at: now)
    }
    found.transferID = orders.first?.id
    found.debt = debt
    if debt == nil, available[owed]?.minorUnits == 0 {
      try closeDebt(of: deposit.userID, at: now)
    }
    try work.publish(.depositTakenBack(deposit, found.amount))
  }

  /// Why nothing is taken from the wallet; nil where it may be.
  private func refusal(
    of found: TakeBack, _ deposit: Deposit, after before: [TakeBack]
  ) -> String? {
    guard deposit.state == .succeeded, let paid = deposit.paid else {
      return "the deposit was not credited"
    }
    let sum = before.reduce(found.amount.minorUnits) { $0 + $1.amount.minorUnits }
    guard found.amount.unit == paid.unit, found.amount.minorUnits > 0, sum <= paid.minorUnits
    else { return "it is more than was paid" }
    return nil
  }

  fileprivate func tell(
    _ found: TakeBack, of deposit: Deposit, due: String?, administrators: [UserID]
  ) throws {
    if found.transferID != nil {
      try work.notify(.depositTakenBack(deposit, found), deposit.userID)
    }
    for administrator in administrators {
      try work.notify(.takenBack(found, of: deposit, due: due), administrator)
    }
  }
}
