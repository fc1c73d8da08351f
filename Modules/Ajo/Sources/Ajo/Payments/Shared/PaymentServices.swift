/// Everything that moves money in and out, put together.
public struct PaymentServices: Sendable {
  /// Takes money in.
  public let deposits: DepositService
  /// Sends money out.
  public let withdrawals: WithdrawalService
  /// Users' bank accounts.
  public let banks: BankService
  /// Users' cards.
  public let cards: CardService
  /// Who users are.
  public let identity: IdentityService
  /// What administrators do to wallets.
  public let corrections: CorrectionService
  /// Pays back what users owe.
  public let debts: DebtService
  /// Compares providers' books with ours.
  public let reconciliation: ReconciliationService
  /// Acts on what providers tell.
  public let news: PaymentNewsDesk
  /// Forgets what was linked to somebody who has left.
  public let leavers: LeaverService

  /// Puts them together.
  /// - Parameters:
  ///   - money: asks for the PIN.
  ///   - identity: finds out who users are; nil where nobody does.
  public init(_ parts: PaymentParts, money: MoneyOut, identity: (any KYCProvider)?) {
    deposits = DepositService(parts)
    withdrawals = WithdrawalService(parts, money: money)
    banks = BankService(parts)
    cards = CardService(parts, deposits: deposits)
    self.identity = IdentityService(parts, provider: identity)
    corrections = CorrectionService(parts)
    debts = DebtService(parts)
    reconciliation = ReconciliationService(parts)
    news = PaymentNewsDesk(parts, deposits: deposits, withdrawals: withdrawals)
    leavers = LeaverService(parts)
  }
}
