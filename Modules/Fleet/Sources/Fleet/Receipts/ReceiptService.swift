public import Kernel

/// Shows receipts to those between whom they are, and tells anybody whether one is genuine.
public struct ReceiptService: Sendable {
  let store: any FleetStore

  /// Makes the service.
  public init(store: any FleetStore) {
    self.store = store
  }

  /// The receipt of a transaction, or the credit note of its reversal. It is always the same.
  /// - Throws: `AccessRefusal`, `ReceiptRefusal`, or the store's error.
  public func receipt(
    _ kind: Receipt.Kind, of id: FuelTransaction.ID, for caller: FleetCaller
  ) async throws -> Receipt {
    let standing = try await store.standing(of: caller)
    guard let sale = try await store.transaction(id) else { throw AccessRefusal.notFound }
    try standing.require(.readTransaction, on: sale)
    if let receipt = try await store.receipt(kind, of: id) { return receipt }
    throw sale.state == .approved ? ReceiptRefusal.notReversed : .notApproved
  }

  /// A receipt by the code that stands on it, with whether its transaction was reversed.
  /// - Parameter code: as somebody typed it.
  /// - Throws: `AccessRefusal.notFound`, or the store's error.
  public func verify(_ code: String) async throws -> VerifiedReceipt {
    guard let code = InvitationCode(typed: code),
      let receipt = try await store.receipt(code: code.text)
    else { throw AccessRefusal.notFound }
    let isReversed =
      if receipt.kind == .creditNote {
        true
      } else {
        try await store.receipt(.creditNote, of: receipt.transactionID) != nil
      }
    return VerifiedReceipt(receipt: receipt, isReversed: isReversed)
  }
}

/// Why there is no receipt, in order of precedence.
public enum ReceiptRefusal: Error, Hashable, Sendable, CaseIterable {
  /// Only what was approved has one.
  case notApproved
  /// Only what was reversed has a credit note.
  case notReversed
}

/// A genuine receipt.
public struct VerifiedReceipt: Hashable, Sendable {
  /// The receipt.
  public let receipt: Receipt
  /// Whether its transaction was reversed.
  public let isReversed: Bool
}
