public import Kernel
public import Ledger
import Payments
import Ports

/// A transfer that undoes another one: at most one for each.
public struct Reversal: Hashable, Sendable {
  /// The transfer that is undone.
  public let transferID: Transfer.ID
  /// The transfer that undoes it, or the first of two.
  public let reversalID: Transfer.ID
  /// Why.
  public let reason: String
  /// Who did it; nil for the command line, and for a bank that sends money back.
  public let actor: UserID?
  /// What the payee owes since, as they had not enough; nil for nothing.
  public let debt: Money?
  /// When.
  public let at: Instant

  /// A reversal as a store keeps it.
  public init(
    of transferID: Transfer.ID, by reversalID: Transfer.ID, reason: String, actor: UserID?,
    debt: Money?, at: Instant
  ) {
    self.transferID = transferID
    self.reversalID = reversalID
    self.reason = reason
    self.actor = actor
    self.debt = debt
    self.at = at
  }
}

/// Why a transfer is not undone, in order of precedence.
public enum ReversalRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such transfer of a wallet.
  case notFound
  /// It has not moved anything yet, or never will: a withdrawal under way, or one that came back.
  case notPosted
  /// It is a reversal itself.
  case isReversal
  /// A circle or another context counts on it, or it is a hold.
  case notReversible
  /// It was undone before.
  case alreadyReversed
  /// The payee has not enough left.
  case insufficientFunds
  /// One of the wallets is closed.
  case walletClosed
}

extension Reversal {
  /// The kinds of transfers that nothing else counts on.
  static let kinds: Set<String> = Set(
    [WalletTransaction.Kind.transfer, .credit, .debit, .deposit, .withdrawal]
      .map(\.rawValue))
}

extension Transfer {
  /// What undoes it.
  /// - Parameters:
  ///   - ids: of two transfers; the second is needed where there is a debt.
  ///   - debt: how much of it the payee owes from now on; nothing where they have enough.
  func undoing(_ ids: [Transfer.ID], debt: Money?, reason: String) -> [TransferOrder] {
    let owed = debt?.minorUnits ?? 0
    let kind = WalletTransaction.Kind.reversal.rawValue
    var orders: [TransferOrder] = []
    if amount.minorUnits > owed {
      orders.append(
        TransferOrder(
          id: ids[0], debit: .existing(credit.account), credit: .existing(debit.account),
          amount: Money(minorUnits: amount.minorUnits - owed, unit: amount.unit), kind: kind,
          note: reason))
    }
    if let payee = credit.owner.userID, let debt, owed > 0 {
      orders.append(
        TransferOrder(
          id: ids[orders.count], debit: .opening(PaymentAccounts.debt(of: payee, in: amount.unit)),
          credit: .existing(debit.account), amount: debt, kind: kind, note: reason))
    }
    return orders
  }
}
