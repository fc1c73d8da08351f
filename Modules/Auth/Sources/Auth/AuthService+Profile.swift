public import Kernel
public import Ports

extension AuthService {
  /// A user.
  /// - Throws: `AuthRefusal.notFound`.
  public func user(_ id: UserID) async throws -> User {
    guard let user = try await store.user(id) else { throw AuthRefusal.notFound }
    return user
  }

  /// Changes what a user tells of themselves.
  /// - Parameters:
  ///   - actor: who does it. What somebody else than the user does is audited.
  ///   - precondition: given the version that is about to be replaced; throws to refuse.
  /// - Throws: `AuthRefusal.notFound`, or what `precondition` throws.
  public func updateProfile(
    of id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void,
    _ change: @escaping @Sendable (inout Profile) -> Void
  ) async throws -> User {
    let now = clock.now()
    return try await store.atomically { transaction in
      guard let user = try transaction.lockUser(id)?.user else { throw AuthRefusal.notFound }
      try precondition(user.version)
      var profile = user.profile
      change(&profile)
      guard profile != user.profile else { return user }
      let changed = user.changed(at: now) { $0.profile = profile }
      try transaction.update(changed)
      if actor.userID != id {
        try transaction.record(
          AuditEntry(
            actor: actor, action: "user.update", target: "user:\(id)",
            before: AuditText.version(user), after: AuditText.version(changed), at: now))
      }
      return changed
    }
  }

  /// Gives up the user's own account.
  /// - Parameter password: the user's; who has none must have signed in lately.
  /// - Throws: `AuthRefusal`: `passwordRequired`, `signInTooOld`, `wrongPassword`,
  ///   `tooManyFailures`, `notFound`, `lastAdmin`, or what `precondition` throws.
  public func deleteAccount(
    of user: UserID, in session: SessionID, password: String?, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws {
    if password == nil, try await store.credentials(of: user)?.passwordHash != nil {
      throw AuthRefusal.passwordRequired
    }
    try await confirm(user, in: session, password: password, from: actor)
    try await delete(user, by: actor, precondition: precondition)
  }

  /// Removes an account: everything personal goes, the id stays for the ledger and the audit
  /// trail to point to, and the address can be used again.
  /// - Throws: `AuthRefusal`: `notFound`, `lastAdmin`, or what `precondition` throws.
  public func delete(
    _ id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws {
    let now = clock.now()
    try await commit(at: now) { transaction in
      let peers = try transaction.lockPeers(of: id)
      guard let user = try transaction.lockUser(id)?.user else { throw AuthRefusal.notFound }
      try precondition(user.version)
      let deleted = user.anonymised(at: now)
      try Self.checkSomebodyAdministers(
        after: user, becomes: deleted, among: peers, in: transaction)
      try transaction.update(deleted)
      try transaction.setPasswordHash(nil, of: id)
      _ = try transaction.endSessions(of: id, except: nil, at: now)
      try transaction.anonymiseSessions(of: id)
      try transaction.forgetSecrets(of: id)
      try transaction.record(
        AuditEntry(
          actor: actor, action: "user.delete", target: "user:\(id)",
          before: AuditText.status(user), after: AuditText.status(deleted), at: now))
      return Effect(value: (), revocations: [.userBarred(id, epoch: deleted.epoch)])
    }
  }
}
