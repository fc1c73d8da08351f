public import Kernel
public import Ports

extension Credentials {
  /// Up to `limit` identities of a user with ids below `before`, newest first.
  public func identities(
    of user: UserID, before: IdentityID?, limit: Int
  ) async throws -> [Identity] {
    try await store.identities(of: user, before: before, limit: limit)
  }

  /// An identity of a user.
  /// - Throws: `NotFound` if it is another user's or does not exist.
  public func identity(_ id: IdentityID, of user: UserID) async throws -> Identity {
    guard let identity = try await store.identity(id, of: user) else {
      throw NotFound()
    }
    return identity
  }

  /// Links an identity to a signed-in user's account. If they have no verified address, they get
  /// the one that the provider vouches for.
  /// - Parameter password: the user's; without it they must have signed in recently.
  /// - Returns: the identity, and whether this call linked it.
  /// - Throws: `SignInTooOld`, `WrongPassword`, `TooManyFailures`, `ProviderRefusal`,
  ///   `IdentityTaken`.
  public func link(
    _ proof: IdentityProof, to user: UserID, in session: SessionID, password: String?,
    by client: Actor
  ) async throws -> (identity: Identity, isNew: Bool) {
    try await reauthentication.check(password: password, of: user, in: session, from: client)
    let proven = try await verifier.verify(proof)
    let id: IdentityID = ids.make()
    while true {
      do {
        return try await link(proven, under: id, to: user, in: session, by: client)
      } catch is AuthConflict {
        continue  // Another request was faster; the next round finds what it did.
      }
    }
  }

  private func link(
    _ proven: ProvenIdentity, under id: IdentityID, to userID: UserID, in session: SessionID,
    by client: Actor
  ) async throws -> (identity: Identity, isNew: Bool) {
    let now = clock.now()
    return try await store.atomically { rows in
      guard let user = try rows.lockUser(userID)?.user else { throw NotFound() }
      // The session may have ended while the provider was asked.
      guard let current = try rows.session(session), current.isLive(at: now) else {
        throw SignInTooOld()
      }
      if let known = try rows.identity(proven.provider, proven.subject) {
        guard known.userID == userID else { throw IdentityTaken() }
        return (known, false)
      }
      let identity = Identity(
        id: id, userID: userID, provider: proven.provider, subject: proven.subject,
        email: proven.email, createdAt: now, lastUsedAt: now)
      // The address first, as a sign-in that makes an account takes it: two transactions that want
      // both do not wait for each other.
      let owner = try Self.adopt(proven.verifiedEmail, for: user, at: now, in: rows)
      try rows.link(identity, by: client)
      try letters.tell(owner, .identityLinked, of: proven.provider, in: rows, at: now)
      return (identity, true)
    }
  }

  /// Gives a user without a verified address the one that a provider vouches for, unless another
  /// user has it.
  private static func adopt(
    _ email: EmailAddress?, for user: User, at now: Instant, in rows: any CredentialsTransaction
  ) throws -> User {
    guard let email, !user.isVerified, user.email == nil || user.email == email,
      try rows.owner(of: email).map({ $0 == user.id }) ?? true
    else { return user }
    let changed = user.changed(at: now) { ($0.email, $0.isVerified) = (email, true) }
    try rows.update(changed)
    return changed
  }

  /// Unlinks an identity from a user's account.
  /// - Parameters:
  ///   - password: the user's; without it they must have signed in recently.
  ///   - precondition: receives the identity before it is removed; throws to refuse.
  /// - Throws: `SignInTooOld`, `WrongPassword`, `TooManyFailures`, `NotFound`, and
  ///   `LastSignInMethod` if the user could not sign in any more; what `precondition` throws.
  public func unlink(
    _ id: IdentityID, of user: UserID, in session: SessionID, password: String?, by client: Actor,
    precondition: @escaping @Sendable (Identity) throws -> Void = { _ in }
  ) async throws {
    try await reauthentication.check(password: password, of: user, in: session, from: client)
    let now = clock.now()
    try await store.atomically { rows in
      guard let found = try rows.lockUser(user) else { throw NotFound() }
      let identities = try rows.identities(of: user)
      guard let identity = identities.first(where: { $0.id == id }) else {
        throw NotFound()
      }
      try precondition(identity)
      // A password signs in only together with an address.
      let hasPassword = found.passwordHash != nil && found.user.email != nil
      guard hasPassword || identities.count > 1 else { throw LastSignInMethod() }
      try rows.remove(id)
      try rows.record(
        AuditEntry(
          actor: client, action: "user.unlink", target: "user:\(user)",
          before: AuditText.provider(identity), at: now))
      try letters.tell(found.user, .identityUnlinked, of: identity.provider, in: rows, at: now)
    }
  }
}
