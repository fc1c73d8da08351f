public import Events
public import Kernel
import Ledger
public import Ports
public import Work

// What money that comes in and goes out has to say when a user deletes their account. A withdrawal
// under way keeps them. A deposit does not, as anybody may leave a payment page open: what is paid
// after they have left cannot be credited, and is left for a person, who has it refunded.

extension Withdrawal {
  /// Why its user cannot leave; nil once it has come to an end.
  public var objectionToLeaving: DeletionObjection? {
    guard isUnderWay else { return nil }
    return DeletionObjection(
      "withdrawal_pending", "A withdrawal of \(amount) \(amount.unit.code) is under way.")
  }
}

extension PaymentAccounts {
  /// What a user owes keeps them.
  public static func leaverAccounts(in unit: Unit) -> LeaverAccounts {
    LeaverAccounts { user in
      [
        LeaverAccount(debt(of: user, in: unit)) { account in
          DeletionObjection(
            "debt_open", "\(account.balance) \(unit.code) are owed since a transfer was reversed.")
        }
      ]
    }
  }
}

/// Forgets what was linked to somebody who has left.
public struct LeaverService: Sendable {
  /// The name under which deletions of accounts are noted, which never changes.
  public static let subscriber = "ajo.payments.leavers"
  private let parts: PaymentParts

  /// Makes the service.
  public init(_ parts: PaymentParts) { self.parts = parts }

  /// Forgets cards, bank accounts and numbers of documents, once for each event. There are few.
  /// - Throws: the store's error.
  public func forget(_ user: UserID, after event: RelayedEvent.ID) async throws {
    let now = parts.clock.now()
    try await parts.store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.subscriber) else { return }
      _ = try transaction.lockCustomer(user)
      try transaction.forget(user, at: now)
    }
  }
}
