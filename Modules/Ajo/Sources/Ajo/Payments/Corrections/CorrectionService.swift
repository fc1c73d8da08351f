public import Kernel
public import Ledger
public import Ports
import Work

/// A transfer that an administrator wants undone.
public struct ReversalRequest: Hashable, Sendable {
  /// Which transfer.
  public let transferID: Transfer.ID
  /// Why.
  public let reason: String
  /// Whether the payee owes what they have not got any more.
  public let isForced: Bool

  /// Puts a request together.
  public init(transferID: Transfer.ID, reason: String, isForced: Bool = false) {
    self.transferID = transferID
    self.reason = reason
    self.isForced = isForced
  }
}

/// What administrators do to wallets: each is a transfer of its own, and nothing is edited.
public struct CorrectionService: Sendable {
  private let parts: PaymentParts

  /// Makes the service.
  public init(_ parts: PaymentParts) { self.parts = parts }

  /// The currency of every wallet.
  public var currency: Unit { parts.currency }

  /// How often a forced reversal looks again what the payee has, who may be spending it.
  private static let attempts = 5

  /// Undoes a transfer, once.
  /// - Throws: `ReversalRefusal`, `Replay`, or the store's error.
  public func reverse(
    _ request: ReversalRequest, by actor: Actor, once: Once<Reversal> = .unkeyed
  ) async throws -> Reversal {
    try await parts.store.replay(once)
    guard let transfer = try await parts.ledger.transfer(request.transferID),
      try await isOfWallets(transfer)
    else {
      guard try await parts.store.isUnposted(request.transferID) else {
        throw ReversalRefusal.notFound
      }
      return try await refuse(.notPosted, once)
    }
    guard transfer.kind != WalletTransaction.Kind.reversal.rawValue else {
      return try await refuse(.isReversal, once)
    }
    guard transfer.step.makesEntries, Reversal.kinds.contains(transfer.kind),
      try await isOfWalletsAlone(transfer)
    else { return try await refuse(.notReversible, once) }
    for _ in 1...Self.attempts {
      let debt = request.isForced ? try await missing(transfer) : nil
      do {
        return try await undo(transfer, request, debt: debt, by: actor, once)
      } catch is SpentMeanwhile {
        continue
      }
    }
    return try await refuse(.insufficientFunds, once)
  }

  private func refuse<Value: Sendable>(
    _ refusal: ReversalRefusal, _ once: Once<Value>
  ) async throws -> Value {
    try await parts.store.atomically(once) { _ in throw refusal }
  }

  private func undo(
    _ transfer: Transfer, _ request: ReversalRequest, debt: Money?, by actor: Actor,
    _ once: Once<Reversal>
  ) async throws -> Reversal {
    let (now, ids) = (parts.clock.now(), [parts.ids.make(Transfer.self), parts.ids.make()])
    let reversal = Reversal(
      of: transfer.id, by: ids[0], reason: request.reason, actor: actor.userID, debt: debt, at: now)
    return try await parts.store.atomically(once) { transaction in
      guard try transaction.insert(reversal) else { throw ReversalRefusal.alreadyReversed }
      if debt != nil, let payee = transfer.credit.owner.userID {
        try transaction.noteDebt(of: payee, at: now)
      }
      do {
        try transaction.work.post(transfer.undoing(ids, debt: debt, reason: request.reason))
      } catch TransferRejection.exceedsBalance {
        if request.isForced { throw SpentMeanwhile() }
        throw ReversalRefusal.insufficientFunds
      } catch TransferRejection.accountClosed {
        throw ReversalRefusal.walletClosed
      }
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.transaction.reverse", target: "transfer:\(transfer.id)",
          before: AuditText([
            ("amount", "\(transfer.amount)"), ("kind", transfer.kind), ("reversed_by", nil),
          ]).text,
          after: AuditText([
            ("amount", "\(transfer.amount)"), ("kind", transfer.kind),
            ("reversed_by", "\(reversal.reversalID)"), ("reason", request.reason),
            ("debt", debt.map { "\($0)" }),
          ]).text, at: now))
      return reversal
    }
  }

  /// Whether one side of a transfer is a wallet.
  private func isOfWallets(_ transfer: Transfer) async throws -> Bool {
    for side in [transfer.debit, transfer.credit] where try await isWallet(side) { return true }
    return false
  }

  /// Whether each side of a transfer is a wallet or the house's: on what is a circle's, or pledged
  /// to one, the circle counts.
  private func isOfWalletsAlone(_ transfer: Transfer) async throws -> Bool {
    for side in [transfer.debit, transfer.credit] where side.owner != .house {
      guard try await isWallet(side) else { return false }
    }
    return true
  }

  private func isWallet(_ side: Transfer.Side) async throws -> Bool {
    guard let user = side.owner.userID else { return false }
    return try await parts.ledger.accountID(Wallet.terms(of: user, in: parts.currency))
      == side.account
  }

  /// What the payee of a transfer has not got any more of it; nil for nothing.
  private func missing(_ transfer: Transfer) async throws -> Money? {
    guard let payee = transfer.credit.owner.userID,
      let account = try await parts.ledger.account(Wallet.terms(of: payee, in: parts.currency)),
      account.id == transfer.credit.account
    else { return nil }
    let left = max(0, account.available.minorUnits)
    guard left < transfer.amount.minorUnits else { return nil }
    return Money(minorUnits: transfer.amount.minorUnits - left, unit: transfer.amount.unit)
  }
}

/// The payee has spent some of it since it was looked at: it is tried again.
private struct SpentMeanwhile: Error {}

/// An amount that an administrator puts into a wallet, or takes out of it.
public struct AdjustmentRequest: Hashable, Sendable {
  /// Which way.
  public let direction: WalletTransaction.Direction
  /// Whose wallet.
  public let userID: UserID
  /// How much.
  public let amount: Money
  /// Why; the user reads it.
  public let reason: String

  /// Puts a request together.
  public init(
    _ direction: WalletTransaction.Direction, userID: UserID, amount: Money, reason: String
  ) {
    self.direction = direction
    self.userID = userID
    self.amount = amount
    self.reason = reason
  }
}

extension CorrectionService {
  /// Moves an amount between a wallet and the house.
  /// - Throws: `TransferRefusal`, `Replay`, or the store's error.
  public func adjust(
    _ request: AdjustmentRequest, by actor: Actor, once: Once<TransferReceipt> = .unkeyed
  ) async throws -> TransferReceipt {
    try await parts.store.replay(once)
    guard try await parts.users.user(request.userID) != nil else {
      throw TransferRefusal.recipientNotFound
    }
    let wallet = AccountReference.opening(Wallet.terms(of: request.userID, in: parts.currency))
    let house = AccountReference.opening(Wallet.house(in: parts.currency))
    let isCredit = request.direction == .credit
    let order = TransferOrder(
      id: parts.ids.make(), debit: isCredit ? house : wallet, credit: isCredit ? wallet : house,
      amount: request.amount,
      kind: (isCredit ? WalletTransaction.Kind.credit : .debit).rawValue, note: request.reason)
    let now = parts.clock.now()
    return try await parts.store.atomically(once) { transaction in
      let made: Transfer
      do {
        guard let first = try transaction.work.post([order]).first else { throw NotFound() }
        made = first
      } catch let rejection as TransferRejection {
        throw TransferRefusal(rejection)
      }
      let entry = isCredit ? WalletTransaction(received: made) : WalletTransaction(paid: made)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: isCredit ? "ajo.wallet.credit" : "ajo.wallet.debit",
          target: "user:\(request.userID)", before: request.state(before: entry, at: nil),
          after: request.state(before: entry, at: made.id), at: now))
      return TransferReceipt(movement: entry, isReplay: false)
    }
  }
}

extension AdjustmentRequest {
  /// The wallet's balance before the entry, or with a transfer after it.
  fileprivate func state(before entry: WalletTransaction, at transfer: Transfer.ID?) -> String {
    let after = entry.balanceAfter
    guard let transfer else {
      let change = direction == .credit ? -amount.minorUnits : amount.minorUnits
      let before = Money(minorUnits: after.minorUnits + change, unit: after.unit)
      return AuditText([("balance", "\(before)")]).text
    }
    return AuditText([
      ("balance", "\(after)"), ("amount", "\(amount)"), ("reason", reason),
      ("transfer", "\(transfer)"),
    ]).text
  }
}
