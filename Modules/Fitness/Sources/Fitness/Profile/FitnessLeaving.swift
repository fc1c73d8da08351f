public import Events
public import Kernel
import Ports
public import Work

// What becomes in Fitness of somebody who deletes their account. Nothing of it keeps them from it.
// What they walked is removed; what the ledger shows of their coins stays, by an id that is
// nobody's.

/// Removes what somebody has walked who has left. It may run more than once.
public struct ForgetWalker: Job, Hashable {
  /// `fitness.forget_walker`.
  public static let kind = "fitness.forget_walker"
  /// The user.
  public let user: UserID

  /// Asks for a user to be forgotten.
  public init(_ user: UserID) { self.user = user }
}

/// Forgets those who have left.
public struct WalkerLeaving: Sendable {
  /// The name under which deletions of accounts are noted, which never changes.
  public static let subscriber = "fitness.leavers"

  private let store: any FitnessStore

  /// Makes the service.
  public init(store: any FitnessStore) { self.store = store }

  /// Takes somebody who has left off the boards, and has their steps removed; once for each event,
  /// however often it comes.
  /// - Throws: the store's error.
  public func forget(_ user: UserID, after event: RelayedEvent.ID) async throws {
    let isKnown = try await store.profile(of: user) != nil
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.subscriber), isKnown else { return }
      var profile = try transaction.lockProfile(user)
      profile.displayName = nil
      profile.visibility = .hidden
      profile.deletedAt = transaction.now
      try transaction.save(profile)
      try transaction.work.enqueue(ForgetWalker(user), unique: .byArguments)
    }
  }

  /// Removes what somebody has walked who has left, slice by slice. A job that is run again goes on
  /// where it was.
  /// - Parameter limit: how many rows a slice has, at least 1.
  /// - Throws: `JobTaken` where somebody else has the job by now, or the store's error.
  public func forget(_ user: UserID, in run: JobRun, slice limit: Int = 500) async throws {
    var isDone = false
    while !isDone {
      try Task.checkCancellation()
      isDone = try await store.atomically(.unkeyed) { transaction in
        var profile = try transaction.lockProfile(user)
        guard try transaction.forgetWalks(of: user, limit: limit),
          try transaction.forgetReviews(of: user, limit: limit)
        else { return false }
        try transaction.forgetAwards(of: user)
        profile.totalCounted = 0
        profile.earned = .zero
        try transaction.updateTotals(of: profile)
        try transaction.work.complete(run)
        return true
      }
    }
  }
}
