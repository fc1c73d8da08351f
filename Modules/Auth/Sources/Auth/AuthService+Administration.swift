public import Kernel
public import Ports

extension AuthService {
  /// Up to `limit` users that match, with ids below `before`, newest first.
  public func users(
    matching filter: UserFilter, before: UserID?, limit: Int
  ) async throws -> [User] {
    try await store.users(matching: filter, before: before, limit: limit)
  }

  /// The user with this address.
  /// - Throws: `AuthRefusal.notFound`.
  public func user(email: EmailAddress) async throws -> User {
    guard let user = try await store.user(email: email) else { throw AuthRefusal.notFound }
    return user
  }

  /// Whether there is anybody with this role who may act.
  public func hasUser(with role: Role) async throws -> Bool {
    try await store.hasUser(with: role)
  }

  /// Keeps a user from signing in, and ends all their sessions. Blocking somebody again changes
  /// the reason at most.
  /// - Parameter precondition: here as below, given the version that is about to be replaced;
  ///   throws to refuse.
  /// - Throws: `AuthRefusal`: `notFound`, `lastAdmin`.
  public func block(
    _ id: UserID, reason: String?, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> User {
    try await administer(
      id, "user.block", by: actor, if: precondition, showing: AuditText.status
    ) { user, now in
      user.blockReason = reason ?? user.blockReason
      guard user.blockedAt == nil else { return nil }
      user.blockedAt = now
      user.epoch += 1
      return .userBarred(user.id, epoch: user.epoch)
    } then: { transaction, now in
      _ = try transaction.endSessions(of: id, except: nil, at: now)
    }
  }

  /// Lets a user sign in again.
  /// - Throws: `AuthRefusal.notFound`.
  public func unblock(
    _ id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> User {
    try await administer(
      id, "user.unblock", by: actor, if: precondition, showing: AuditText.status
    ) { user, _ in
      user.blockedAt = nil
      user.blockReason = nil
      return nil
    }
  }

  /// Takes a user's address for theirs, without a mail.
  /// - Throws: `AuthRefusal.notFound`.
  public func verify(
    _ id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> User {
    try await administer(
      id, "user.verify", by: actor, if: precondition, showing: AuditText.verified
    ) { user, _ in
      user.isVerified = true
      return nil
    }
  }

  /// Replaces all roles of a user. Sessions stay open and have the new roles at once.
  /// - Throws: `AuthRefusal`: `notFound`, `lastAdmin`.
  public func setRoles(
    _ roles: [Role], of id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> User {
    try await changeRoles(of: id, by: actor, if: precondition) { $0 = roles }
  }

  /// Adds a role to those that a user has.
  /// - Throws: `AuthRefusal.notFound`.
  public func grant(_ role: Role, to id: UserID, by actor: Actor) async throws -> User {
    try await changeRoles(of: id, by: actor) { $0.append(role) }
  }

  /// Takes a role from those that a user has.
  /// - Throws: `AuthRefusal`: `notFound`, `lastAdmin`.
  public func revoke(_ role: Role, from id: UserID, by actor: Actor) async throws -> User {
    try await changeRoles(of: id, by: actor) { $0.removeAll { $0 == role } }
  }

  private func changeRoles(
    of id: UserID, by actor: Actor,
    if precondition: @escaping @Sendable (Int64) throws -> Void = { _ in },
    _ change: @escaping @Sendable (inout [Role]) -> Void
  ) async throws -> User {
    try await administer(
      id, "user.roles", by: actor, if: precondition, showing: { AuditText.roles($0.roles) }
    ) { user, _ in
      var roles = user.roles
      change(&roles)
      guard roles.unique != user.roles else { return nil }
      user.roles = roles.unique
      user.epoch += 1
      return .rolesChanged(user.id, epoch: user.epoch, roles: user.roles)
    }
  }

  /// Refuses a change after which nobody could administer.
  /// - Parameter peers: the administrators who were locked before `user` was; none if `user` was
  ///   not one of them then.
  static func checkSomebodyAdministers(
    after user: User, becomes next: User, among peers: [UserID],
    in transaction: any AuthTransaction
  ) throws {
    guard user.administers, !next.administers else { return }
    // Made one between the two locks: then they are had in another order than elsewhere, which at
    // worst makes a transaction begin again.
    let admins = peers.contains(user.id) ? peers : try transaction.lockAdministrators()
    guard admins.contains(where: { $0 != user.id }) else { throw AuthRefusal.lastAdmin }
  }

  /// Changes a locked user, and accounts for it in the same transaction if anything did change.
  private func administer(
    _ id: UserID, _ action: String, by actor: Actor,
    if precondition: @escaping @Sendable (Int64) throws -> Void,
    showing state: @escaping @Sendable (User) -> String,
    _ change: @escaping @Sendable (inout User, Instant) -> Revocation?,
    then more: @escaping @Sendable (any AuthTransaction, Instant) throws -> Void = { _, _ in }
  ) async throws -> User {
    let now = clock.now()
    return try await commit(at: now) { transaction in
      let peers = try transaction.lockPeers(of: id)
      guard let user = try transaction.lockUser(id)?.user else { throw AuthRefusal.notFound }
      try precondition(user.version)
      var changed = user
      let revocation = change(&changed, now)
      guard changed != user else { return Effect(value: user) }
      let next = changed.changed(at: now) { _ in }
      try Self.checkSomebodyAdministers(after: user, becomes: next, among: peers, in: transaction)
      try transaction.update(next)
      try more(transaction, now)
      try transaction.record(
        AuditEntry(
          actor: actor, action: action, target: "user:\(id)", before: state(user),
          after: state(next), at: now))
      return Effect(value: next, revocations: revocation.map { [$0] } ?? [])
    }
  }
}
