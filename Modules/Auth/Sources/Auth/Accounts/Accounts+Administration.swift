public import Kernel
public import Ports

extension Accounts {
  /// Up to `limit` users that match, with ids below `before`, newest first.
  public func users(
    matching filter: UserFilter, before: UserID?, limit: Int
  ) async throws -> [User] {
    try await store.users(matching: filter, before: before, limit: limit)
  }

  /// Whether any user with this role is neither blocked nor deleted.
  public func hasUser(with role: Role) async throws -> Bool {
    try await store.hasUser(with: role)
  }

  /// Blocks a user from signing in, and ends all their sessions. Blocking a blocked user only
  /// changes the reason.
  /// - Parameters:
  ///   - reason: shown to administrators, never to the user.
  ///   - precondition: receives the current version before the change; throws to refuse. The same
  ///     holds for the methods below.
  /// - Throws: `NotFound`, `LastAdministrator`.
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
    } then: { rows, before, user in
      if before.blockedAt == nil { try rows.publish(.blocked(user)) }
      _ = try rows.revokeSessions(of: id, at: user.updatedAt)
    }
  }

  /// Unblocks a user.
  /// - Throws: `NotFound`.
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
    } then: { rows, _, user in
      try rows.publish(.unblocked(user))
    }
  }

  /// Marks a user's e-mail address as verified, without a mail.
  /// - Throws: `NotFound`.
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

  /// Replaces all roles of a user. Their sessions stay open, with the new roles at once.
  /// - Throws: `NotFound`, `LastAdministrator`.
  public func setRoles(
    _ roles: [Role], of id: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> User {
    try await changeRoles(of: id, by: actor, if: precondition) { $0 = roles }
  }

  /// Grants a role to a user.
  /// - Throws: `NotFound`.
  public func grant(_ role: Role, to id: UserID, by actor: Actor) async throws -> User {
    try await changeRoles(of: id, by: actor) { $0.append(role) }
  }

  /// Takes a role away from a user.
  /// - Throws: `NotFound`, `LastAdministrator`.
  public func revoke(_ role: Role, from id: UserID, by actor: Actor) async throws -> User {
    try await changeRoles(of: id, by: actor) { $0.removeAll { $0 == role } }
  }

  /// Sets the roles that a user has within a context, such as `fleet:driver`, and leaves all
  /// others.
  /// - Throws: `NotFound`.
  func setGrants(_ grants: Set<Role>, of id: UserID, in context: String) async throws {
    let isGrant = { @Sendable (role: Role) in role.rawValue.hasPrefix("\(context):") }
    let actor = Actor(userID: nil, userAgent: "atrium \(context)")
    _ = try await changeRoles(of: id, by: actor) { roles in
      roles = roles.filter { !isGrant($0) } + grants.filter(isGrant)
    }
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
    } then: { rows, _, user in
      try rows.publish(.rolesChanged(user))
    }
  }

  /// Refuses a change after which no administrator would be left.
  /// - Parameter peers: the administrators that were locked before `user` was; empty if `user` was
  ///   not one of them then.
  static func checkSomebodyAdministers(
    after user: User, becomes next: User, among peers: [UserID],
    in rows: any AccountsTransaction
  ) throws {
    guard user.administers, !next.administers else { return }
    // The user became an administrator between the two locks. Then the locks are taken in another
    // order than elsewhere, which at worst makes a transaction start over.
    let admins = peers.contains(user.id) ? peers : try rows.lockAdministrators()
    guard admins.contains(where: { $0 != user.id }) else { throw LastAdministrator() }
  }

  /// Changes a user under the lock. If anything changed, appends an audit entry and publishes the
  /// revocation in the same transaction.
  private func administer(
    _ id: UserID, _ action: String, by actor: Actor,
    if precondition: @escaping @Sendable (Int64) throws -> Void,
    showing state: @escaping @Sendable (User) -> String,
    _ change: @escaping @Sendable (inout User, Instant) -> Revocation?,
    then more:
      @escaping @Sendable (
        any AccountsTransaction, _ before: User, _ after: User
      ) throws -> Void = { _, _, _ in }
  ) async throws -> User {
    let now = clock.now()
    return try await commit(at: now) { rows in
      let peers = try rows.lockPeers(of: id)
      guard let user = try rows.lockUser(id)?.user else { throw NotFound() }
      try precondition(user.version)
      var changed = user
      let revocation = change(&changed, now)
      guard changed != user else { return Effect(value: user) }
      let next = changed.changed(at: now) { _ in }
      try Self.checkSomebodyAdministers(after: user, becomes: next, among: peers, in: rows)
      try rows.update(next)
      try more(rows, user, next)
      try rows.record(
        AuditEntry(
          actor: actor, action: action, target: "user:\(id)", before: state(user),
          after: state(next), at: now))
      return Effect(value: next, revocations: revocation.map { [$0] } ?? [])
    }
  }
}
