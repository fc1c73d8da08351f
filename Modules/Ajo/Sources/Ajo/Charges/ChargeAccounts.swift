import Crypto
public import Kernel
public import Ledger
public import Ports

// Where what other contexts charge is kept, and how its transfers are called.

extension WalletCharge {
  /// The account that a charge is paid into and its refunds come out of: it cannot be overdrawn, so
  /// no more comes back than was taken. Its owner is the charge, of a kind called as the context.
  public static func terms(
    of charge: ID, of context: String, in unit: Unit
  ) -> AccountTerms? {
    guard let kind = Owner.Kind(context), !reserved.contains(kind) else { return nil }
    return AccountTerms(
      owner: Owner(kind: kind, id: charge.rawValue), code: "ajo.charge", unit: unit)
  }

  /// Owners that are no charges.
  private static let reserved: Set<Owner.Kind> = [.user, .house, .circle, .company]

  /// The transfer that takes or holds the money.
  static func transferID(_ id: ID) -> Transfer.ID { Transfer.ID(rawValue: id.rawValue) }

  /// The transfer that takes this much out of the hold, made from what it is for: repeated, it is
  /// the same. One that is refused says nothing of other amounts.
  static func settlementID(_ id: ID, _ amount: Money) -> Transfer.ID {
    Transfer.ID(rawValue: NamedUUID.make("atrium ajo charge \(id) settle \(amount)"))
  }

  /// The transfer that releases the hold.
  static func releaseID(_ id: ID) -> Transfer.ID {
    Transfer.ID(rawValue: NamedUUID.make("atrium ajo charge \(id) release"))
  }
}

extension WalletRefusal {
  /// What the ledger's refusal means to whoever charges.
  init?(_ rejection: TransferRejection) {
    switch rejection {
    case .amountNotPositive, .amountOutOfRange, .noteTooLong, .ledgerMismatch: self = .malformed
    case .pendingTransferNotFound, .debitAccountNotFound: self = .notFound
    case .existsWithDifferentTerms, .pendingTransferHasDifferentCreditAccount: self = .differs
    case .pendingTransferNotPending, .pendingTransferAlreadyPosted, .pendingTransferAlreadyVoided:
      self = .notHeld
    case .exceedsPendingTransferAmount: self = .exceedsCharge
    case .accountClosed: self = .walletClosed
    case .exceedsBalance: self = .insufficientFunds
    default: return nil
    }
  }
}
