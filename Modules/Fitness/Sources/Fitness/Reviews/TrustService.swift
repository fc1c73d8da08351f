public import Kernel
public import Ports
import Work

/// Whom the house trusts to upload what they walked.
public struct TrustService: Sendable {
  private let store: any FitnessStore
  private let users: any UserDirectory
  private let clock: any WallClock

  /// Makes the service.
  public init(store: any FitnessStore, users: any UserDirectory, clock: any WallClock) {
    self.store = store
    self.users = users
    self.clock = clock
  }

  /// Sets how far somebody is trusted. While it is little, they stand on no board, and all that
  /// they upload waits for a review; what they uploaded before stays as it is. To ask for what is
  /// so already changes nothing.
  /// - Throws: `ReviewRefusal.notFound` where there is no such user, or the store's error.
  public func set(
    _ trust: FitnessProfile.Trust, of user: UserID, by caller: FitnessCaller,
    once: Once<FitnessProfile> = .unkeyed
  ) async throws -> FitnessProfile {
    guard try await users.user(user) != nil else { throw ReviewRefusal.notFound }
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      let before = try transaction.lockProfile(user)
      guard before.trust != trust else { return before }
      var profile = before
      profile.trust = trust
      let saved = try transaction.save(profile)
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fitness.trust.change", target: "user:\(user)",
          before: AuditText([("trust", before.trust.rawValue)]).text,
          after: AuditText([("trust", trust.rawValue)]).text, at: now))
      return saved
    }
  }
}
