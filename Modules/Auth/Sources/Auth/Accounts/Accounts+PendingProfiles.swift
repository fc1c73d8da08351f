public import Kernel

extension Accounts {
  /// Removes a user's pending profile, once its context has stored or refused it.
  public func settleProfile(of user: UserID) async throws {
    try await store.removePendingProfile(of: user)
  }

  /// Undoes a registration that was not answered yet, because a context refused the profile. The
  /// user may have signed in or asked for a mail in the meantime: that is undone, too. If there is
  /// no such user any more, nothing is undone.
  /// - Throws: `DeletionRefused` if somebody has sent them money meanwhile: the user stays.
  ///   `DeletionUnderWay` if somebody else is deleting them.
  public func withdraw(_ id: UserID) async throws {
    let now = clock.now()
    do {
      try await commit(at: now, ending: id) { rows in
        guard let user = try rows.lockUser(id)?.user else { throw NotFound() }
        return user
      } then: { rows, user in
        try rows.withdraw(id)
        try rows.publish(.deleted(id))
        return Effect(value: (), revocations: [.userBarred(id, epoch: user.epoch + 1)])
      }
    } catch is NotFound {
      return
    }
  }

  /// Up to 100 profiles for a context whose registration did not deliver them within 30 s, of
  /// users with ids above `after`, oldest first.
  public func overdueProfiles(
    for context: String, after: UserID? = nil
  ) async throws -> [PendingProfile] {
    try await store.pendingProfiles(
      for: context, before: clock.now().adding(seconds: -Self.profilePatience), after: after,
      limit: 100)
  }

  /// For how many seconds only the registration itself delivers a profile.
  static let profilePatience: Int64 = 30
}
