public import Kernel

extension Accounts {
  /// Removes a user's pending profile, once its context has stored or refused it.
  public func settleProfile(of user: UserID) async throws {
    try await store.removePendingProfile(of: user)
  }

  /// Undoes a registration that was not answered yet, because a context refused the profile.
  public func withdraw(_ user: UserID) async throws {
    try await store.atomically { try $0.withdraw(user) }
  }

  /// Up to 100 profiles whose registration did not deliver them within 30 s.
  public func overdueProfiles() async throws -> [PendingProfile] {
    try await store.pendingProfiles(
      before: clock.now().adding(seconds: -Self.profilePatience), limit: 100)
  }

  /// For how many seconds only the registration itself delivers a profile.
  static let profilePatience: Int64 = 30
}
