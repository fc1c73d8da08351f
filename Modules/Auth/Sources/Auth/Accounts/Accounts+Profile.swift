public import Kernel
public import Ports

extension Accounts {
  /// The user with this id.
  /// - Throws: `NotFound`.
  public func user(_ id: UserID) async throws -> User {
    guard let user = try await store.user(id) else { throw NotFound() }
    return user
  }

  /// The user with this address.
  /// - Throws: `NotFound`.
  public func user(email: EmailAddress) async throws -> User {
    guard let user = try await store.user(email: email) else { throw NotFound() }
    return user
  }

  /// Changes a user's profile.
  /// - Parameters:
  ///   - actor: who makes the change. Changes by anybody but the user are audited.
  ///   - precondition: receives the current version before the change; throws to refuse.
  /// - Throws: `NotFound`, or what `precondition` throws.
  public func updateProfile(
    of id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void,
    _ change: @escaping @Sendable (inout Profile) -> Void
  ) async throws -> User {
    let now = clock.now()
    return try await store.atomically { rows in
      guard let user = try rows.lockUser(id)?.user else { throw NotFound() }
      try precondition(user.version)
      var profile = user.profile
      change(&profile)
      guard profile != user.profile else { return user }
      let changed = user.changed(at: now) { $0.profile = profile }
      try rows.update(changed)
      if actor.userID != id {
        try rows.record(
          AuditEntry(
            actor: actor, action: "user.update", target: "user:\(id)",
            before: AuditText.version(user), after: AuditText.version(changed), at: now))
      }
      return changed
    }
  }
}
