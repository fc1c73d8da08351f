public import Kernel
public import Ports

extension Accounts {
  /// Deletes the account of the user who asks for it.
  /// - Parameters:
  ///   - password: the user's; a user without one must have signed in recently.
  ///   - precondition: receives the current version before the deletion; throws to refuse.
  /// - Throws: `PasswordRequired`, `SignInTooOld`, `WrongPassword`, `TooManyFailures`, `NotFound`,
  ///   `SessionEnded`, `LastAdministrator`, `DeletionRefused`, `DeletionUnderWay`, or what
  ///   `precondition` throws.
  public func deleteAccount(
    of user: UserID, in session: SessionID, password: String?, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws {
    if password == nil, try await store.record(of: user)?.passwordHash != nil {
      throw PasswordRequired()
    }
    try await reauthentication.check(
      password: password, of: user, in: session, from: actor)
    try await delete(user, in: session, by: actor, precondition: precondition)
  }

  /// Deletes an account, unless a context objects: removes everything personal. The id stays,
  /// because the ledger and the audit trail refer to it, and the address may be used again.
  /// - Parameter precondition: receives the current version before the deletion; throws to refuse.
  /// - Throws: `NotFound`, `LastAdministrator`, `DeletionRefused`, `DeletionUnderWay`, or what
  ///   `precondition` throws.
  public func delete(
    _ id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws {
    try await delete(id, in: nil, by: actor, precondition: precondition)
  }

  /// Deletes an account, for its user if `session` is theirs.
  private func delete(
    _ id: UserID, in session: SessionID?, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void
  ) async throws {
    let now = clock.now()
    try await commit(at: now, ending: id) { rows in
      let peers = try rows.lockPeers(of: id)
      guard let user = try rows.lockUser(id)?.user else { throw NotFound() }
      if let session { try reauthentication.checkLive(session, of: id, at: now, in: rows) }
      try precondition(user.version)
      let deleted = user.anonymised(at: now)
      try Self.checkSomebodyAdministers(
        after: user, becomes: deleted, among: peers, in: rows)
      return (before: user, after: deleted)
    } then: { rows, user in
      let deleted = user.after
      try rows.update(deleted)
      try rows.setPasswordHash(nil, of: id)
      _ = try rows.revokeSessions(of: id, at: now)
      try rows.anonymiseSessions(of: id)
      try rows.removeSecrets(of: id)
      try rows.record(
        AuditEntry(
          actor: actor, action: "user.delete", target: "user:\(id)",
          before: AuditText.status(user.before), after: AuditText.status(deleted), at: now))
      try rows.publish(.deleted(id))
      return Effect(value: (), revocations: [.userBarred(id, epoch: deleted.epoch)])
    }
  }
}
