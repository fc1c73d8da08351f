import Kernel
import Ledger
import Payments

// What a withdrawal does on the ledger, and what follows from news of it.
extension Withdrawal {
  /// What follows from news of a withdrawal.
  enum Effect: Hashable, Sendable {
    /// Nothing.
    case none
    /// The hold is settled. Where the provider paid another amount, a person has to look.
    case settle(paid: Money)
    /// The hold is released.
    case release
    /// What was paid is given back.
    case giveBack
    /// The provider does not know of it: it is asked again.
    case submitAgain
    /// The provider says otherwise than before: a person has to look.
    case contradiction(String)
  }

  /// Takes in what the provider says became of it.
  mutating func hear(_ status: PayoutStatus, at now: Instant) -> Effect {
    switch status {
    case .pending: return .none
    case .unknown: return state == .submitted ? .submitAgain : .none
    case .paid(let payout): return pay(payout, at: now)
    case .failed(let reason):
      switch state {
      case .held, .submitted:
        end(as: .failed, because: reason, at: now)
        return .release
      case .paid: return .contradiction("failed")
      case .returned: return .none
      }
    case .reversed(let reason):
      let wasPaid = state == .paid
      guard state != .returned else { return .none }
      end(as: .reversed, because: reason, at: now)
      return wasPaid ? .giveBack : .release
    }
  }

  private mutating func pay(_ payout: Payout, at now: Instant) -> Effect {
    switch state {
    case .held, .submitted:
      state = .paid
      providerReference = payout.providerReference
      paidAt = now
      endedAt = now
      version += 1
      return .settle(paid: payout.amount)
    case .paid: return .none
    // Of money that came back it may be told late that it arrived before.
    case .returned: return returned == .reversed ? .none : .contradiction("paid")
    }
  }

  /// Ends it with the money in the wallet again.
  mutating func end(as returned: Return, because reason: String?, at now: Instant) {
    state = .returned
    self.returned = returned
    self.reason = reason
    endedAt = now
    version += 1
  }

  /// Notes that the provider is about to be asked.
  mutating func submit(at now: Instant, machine: Instant) {
    if state == .held {
      state = .submitted
      submittedAt = now
      version += 1
    }
    attemptedAt = machine
  }

  /// What holds its money.
  var holds: [TransferOrder] {
    let wallet = AccountReference.opening(Wallet.terms(of: userID, in: amount.unit))
    let kind = WalletTransaction.Kind.withdrawal.rawValue
    let payment = TransferOrder(
      id: transfers.hold, step: .hold(until: nil), debit: wallet,
      credit: .opening(PaymentAccounts.provider(provider, in: amount.unit)), amount: amount,
      kind: kind)
    guard hasFee else { return [payment] }
    return [
      payment,
      TransferOrder(
        id: transfers.feeHold, step: .hold(until: nil), debit: wallet,
        credit: .opening(PaymentAccounts.fees(in: amount.unit)), amount: fee, kind: kind,
        note: Self.feeNote),
    ]
  }

  /// What settles its holds.
  var settlement: [TransferOrder] {
    let payment = TransferOrder(
      id: transfers.payment, ending: .settle(of: transfers.hold, amount: nil))
    guard hasFee else { return [payment] }
    return [
      payment,
      TransferOrder(
        id: transfers.feePayment, ending: .settle(of: transfers.feeHold, amount: nil)),
    ]
  }

  /// What releases its holds.
  func release(_ ids: [Transfer.ID]) -> [TransferOrder] {
    let holds = hasFee ? [transfers.hold, transfers.feeHold] : [transfers.hold]
    return zip(ids, holds).map { TransferOrder(id: $0, ending: .void(of: $1)) }
  }

  /// What gives back what was paid: the transfers that are undone, and what undoes each.
  func restitution(_ ids: [Transfer.ID]) -> [(undone: Transfer.ID, order: TransferOrder)] {
    let wallet = AccountReference.opening(Wallet.terms(of: userID, in: amount.unit))
    let kind = WalletTransaction.Kind.reversal.rawValue
    let sources = [
      (transfers.payment, PaymentAccounts.provider(provider, in: amount.unit), amount),
      (transfers.feePayment, PaymentAccounts.fees(in: amount.unit), fee),
    ]
    return zip(ids, hasFee ? sources : [sources[0]]).map { id, source in
      let order = TransferOrder(
        id: id, debit: .opening(source.1), credit: wallet, amount: source.2, kind: kind,
        note: "The bank returned a withdrawal")
      return (source.0, order)
    }
  }

  /// What the entry of a fee says.
  static let feeNote = "Fee"

  /// Whether it costs anything.
  var hasFee: Bool { fee.minorUnits > 0 }
}
