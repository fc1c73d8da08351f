public import Events
public import Kernel
import Ledger
public import Ports
public import Work

// What Example has to say when an owner deletes their account.

extension Item {
  /// Why its owner cannot leave; nil where nothing of it stands in the way.
  public var objectionToLeaving: DeletionObjection? {
    guard reviewedAt == nil else { return nil }
    return DeletionObjection("item_in_review", "The item \(title) is being reviewed.")
  }
}

extension ExampleAccount {
  /// A user's balance closes when they leave: not before it is empty.
  public static func leaverAccounts(in unit: Unit) -> LeaverAccounts {
    LeaverAccounts { user in
      [
        LeaverAccount(balance(of: user, in: unit)) { account in
          DeletionObjection("balance_not_empty", "There is \(account.balance) on the balance.")
        }
      ]
    }
  }
}

/// Erases the items of somebody who has left. It may run more than once.
public struct EraseItems: Job {
  /// `example.erase_items`.
  public static let kind = "example.erase_items"
  /// Whose items.
  public let user: UserID

  /// Asks for a user's items to be erased.
  public init(of user: UserID) {
    self.user = user
  }
}

extension ItemService {
  /// The name under which deletions of accounts are noted, which never changes.
  public static let leaverSubscriber = "example.leavers"

  /// Has the items of somebody erased who has left, once for each event, however often it comes.
  /// - Throws: the store's error.
  public func eraseItems(of user: UserID, after event: RelayedEvent.ID) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.leaverSubscriber) else { return }
      try transaction.work.enqueue(EraseItems(of: user), unique: .byArguments)
    }
  }

  /// Erases the items of somebody who has left, slice by slice. A job that is run again goes on
  /// where it was.
  /// - Parameter limit: how many items a slice has, at least 1.
  /// - Throws: `JobTaken` where somebody else has the job by now, or the store's error.
  public func eraseItems(of user: UserID, in run: JobRun, slice limit: Int = 100) async throws {
    var isDone = false
    while !isDone {
      isDone = try await store.atomically(.unkeyed) { transaction in
        let isLast = try transaction.removeItems(of: user, limit: limit) < limit
        if isLast { try transaction.work.complete(run) }
        return isLast
      }
    }
  }
}
