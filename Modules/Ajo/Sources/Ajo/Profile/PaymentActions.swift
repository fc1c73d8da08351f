public import Kernel

/// Asks users for a bank account to withdraw to.
public struct PaymentActions: ActionSource {
  private let store: any LinkedReading

  /// Asks by what a store has.
  public init(store: any LinkedReading) {
    self.store = store
  }

  /// What a user is to do before they can withdraw.
  public func actions(of user: UserID, at now: Instant) async throws -> [ActionItem] {
    guard try await store.banks(of: user, before: nil, limit: 1).isEmpty else { return [] }
    return [
      ActionItem(
        .addBank, title: "Add a bank account for withdrawals.", actionURL: "/wallet/banks")
    ]
  }
}

/// Asks administrators to settle deposits that were paid otherwise than asked for.
public struct MismatchActions: ActionSource {
  /// How many deposits are named at most.
  private static let most = 20

  private let store: any DepositReading

  /// Asks by what a store has.
  public init(store: any DepositReading) {
    self.store = store
  }

  /// The deposits to settle, the newest first.
  public func actions(of user: UserID, at now: Instant) async throws -> [ActionItem] {
    let filter = PaymentFilter(state: Deposit.State.mismatch.rawValue)
    return try await store.deposits(filter, before: nil, limit: Self.most).map { deposit in
      ActionItem(
        .depositMismatch,
        title: "Settle the deposit \(deposit.id): \(deposit.amount.spoken) was asked for.",
        actionURL: "/admin/ajo/deposits/\(deposit.id)", priority: .high)
    }
  }
}
