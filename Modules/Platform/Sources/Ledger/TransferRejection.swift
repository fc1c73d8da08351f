/// Why a transfer was refused, in order of precedence: the first that applies is the answer. The
/// order is TigerBeetle's. A refused id stays refused.
public enum TransferRejection: String, Error, Sendable, CaseIterable {
  /// Another order of its group was refused, so that none of them was carried out.
  case linkedFailure = "linked_failure"
  /// The amount is zero, negative or missing.
  case amountNotPositive = "amount_not_positive"
  /// The amount is above 10^15 minor units.
  case amountOutOfRange = "amount_out_of_range"
  /// The note has more than `Transfer.longestNote` octets.
  case noteTooLong = "note_too_long"
  /// The two accounts are one.
  case accountsMustDiffer = "accounts_must_differ"
  /// The id was used for a transfer with other terms, or was refused before for another reason.
  case existsWithDifferentTerms = "exists_with_different_terms"
  /// The paying account does not exist.
  case debitAccountNotFound = "debit_account_not_found"
  /// The paid account does not exist.
  case creditAccountNotFound = "credit_account_not_found"
  /// The accounts or the amount are of different units.
  case ledgerMismatch = "ledger_mismatch"
  /// There is no transfer of the id that the order would end.
  case pendingTransferNotFound = "pending_transfer_not_found"
  /// The transfer that the order would end is no hold.
  case pendingTransferNotPending = "pending_transfer_not_pending"
  /// The hold's paying account is another than the order names.
  case pendingTransferHasDifferentDebitAccount = "pending_transfer_has_different_debit_account"
  /// The hold's paid account is another than the order names.
  case pendingTransferHasDifferentCreditAccount = "pending_transfer_has_different_credit_account"
  /// The hold is of another unit than the order.
  case pendingTransferHasDifferentUnit = "pending_transfer_has_different_unit"
  /// The hold is of another kind than the order.
  case pendingTransferHasDifferentKind = "pending_transfer_has_different_kind"
  /// More would be settled than is held.
  case exceedsPendingTransferAmount = "exceeds_pending_transfer_amount"
  /// The hold is of another amount than the order names.
  case pendingTransferHasDifferentAmount = "pending_transfer_has_different_amount"
  /// The hold was settled.
  case pendingTransferAlreadyPosted = "pending_transfer_already_posted"
  /// The hold was voided.
  case pendingTransferAlreadyVoided = "pending_transfer_already_voided"
  /// The hold cannot expire: its deadline has not passed, or it has none.
  case pendingTransferNotExpired = "pending_transfer_not_expired"
  /// The hold's deadline has passed, whether or not somebody had it expire since.
  case pendingTransferExpired = "pending_transfer_expired"
  /// One of the accounts is closed. Holds on it may still be released.
  case accountClosed = "account_closed"
  /// A total would pass what 63 bits can count.
  case totalOutOfRange = "total_out_of_range"
  /// The deadline of the hold is not in the future.
  case deadlineNotInFuture = "deadline_not_in_future"
  /// The paying account would be overdrawn.
  case exceedsBalance = "exceeds_balance"
}

/// Why nothing of a group of linked orders was carried out.
public struct GroupRejection: Error, Sendable, Hashable {
  /// The order that was refused.
  public let order: Transfer.ID
  /// Why it was.
  public let reason: TransferRejection

  /// Makes the rejection of a group.
  public init(order: Transfer.ID, reason: TransferRejection) {
    self.order = order
    self.reason = reason
  }
}
