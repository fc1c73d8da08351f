public import Kernel
public import Ports

extension AuthService {
  /// Up to `limit` identities of a user with ids below `before`, newest first.
  public func identities(
    of user: UserID, before: IdentityID?, limit: Int
  ) async throws -> [Identity] {
    try await store.identities(of: user, before: before, limit: limit)
  }

  /// An identity of a user.
  /// - Throws: `AuthRefusal.notFound` for another's, or nobody's.
  public func identity(_ id: IdentityID, of user: UserID) async throws -> Identity {
    guard let identity = try await store.identity(id, of: user) else {
      throw AuthRefusal.notFound
    }
    return identity
  }

  /// Lets a signed-in user sign in by way of a provider from now on. If they have no address, or
  /// have not confirmed it, they get the one that the provider answers for.
  /// - Parameter password: the user's; without it they must have signed in lately.
  /// - Returns: the identity, and whether it was linked just now and not before.
  /// - Throws: `AuthRefusal`: `signInTooOld`, `wrongPassword`, `tooManyFailures`,
  ///   `invalidIdentityToken`, `providerNotConfigured`, `providerUnavailable`, `identityTaken`.
  public func link(
    _ proof: IdentityProof, to user: UserID, in session: SessionID, password: String?,
    by client: Actor
  ) async throws -> (identity: Identity, isNew: Bool) {
    try await confirm(user, in: session, password: password, from: client)
    let proven = try await verifier.verify(proof)
    let id: IdentityID = ids.make()
    while true {
      do {
        return try await link(proven, under: id, to: user, in: session, by: client)
      } catch is AuthConflict {
        continue  // Somebody else was faster; the next look finds what they did.
      }
    }
  }

  private func link(
    _ proven: ProvenIdentity, under id: IdentityID, to userID: UserID, in session: SessionID,
    by client: Actor
  ) async throws -> (identity: Identity, isNew: Bool) {
    let now = clock.now()
    let (identity, address) = try await store.atomically {
      transaction -> (Identity, EmailAddress?) in
      guard let user = try transaction.lockUser(userID)?.user else { throw AuthRefusal.notFound }
      // The owner may have shut out whoever asks while the provider was.
      guard let current = try transaction.session(session), current.isLive(at: now) else {
        throw AuthRefusal.signInTooOld
      }
      if let known = try transaction.identity(proven.provider, proven.subject) {
        guard known.userID == userID else { throw AuthRefusal.identityTaken }
        return (known, nil)
      }
      let identity = Identity(
        id: id, userID: userID, provider: proven.provider, subject: proven.subject,
        email: proven.email, createdAt: now, lastUsedAt: now)
      try link(identity, by: client, in: transaction)
      return (
        identity, try Self.tell(user, of: proven.verifiedEmail, at: now, in: transaction).email
      )
    }
    guard identity.id == id else { return (identity, false) }
    letters.notify(address, of: .linked(proven.provider))
    return (identity, true)
  }

  /// Gives a user without a confirmed address the one that a provider answers for, unless another
  /// has it.
  private static func tell(
    _ user: User, of email: EmailAddress?, at now: Instant, in transaction: any AuthTransaction
  ) throws -> User {
    guard let email, !user.isVerified, user.email == nil || user.email == email,
      try transaction.owner(of: email).map({ $0 == user.id }) ?? true
    else { return user }
    let changed = user.changed(at: now) { ($0.email, $0.isVerified) = (email, true) }
    try transaction.update(changed)
    return changed
  }

  /// Takes a way to sign in from a user.
  /// - Parameters:
  ///   - password: the user's; without it they must have signed in lately.
  ///   - precondition: given the identity that is about to be removed; throws to refuse.
  /// - Throws: `AuthRefusal`: `signInTooOld`, `wrongPassword`, `tooManyFailures`, `notFound`, and
  ///   `lastSignInMethod` if there would be no way left; what `precondition` throws.
  public func unlink(
    _ id: IdentityID, of user: UserID, in session: SessionID, password: String?, by client: Actor,
    precondition: @escaping @Sendable (Identity) throws -> Void = { _ in }
  ) async throws {
    try await confirm(user, in: session, password: password, from: client)
    let now = clock.now()
    let (provider, address) = try await store.atomically {
      transaction -> (IdentityProvider, EmailAddress?) in
      guard let found = try transaction.lockUser(user) else { throw AuthRefusal.notFound }
      let identities = try transaction.identities(of: user)
      guard let identity = identities.first(where: { $0.id == id }) else {
        throw AuthRefusal.notFound
      }
      try precondition(identity)
      // A password is of use together with an address alone.
      let hasPassword = found.passwordHash != nil && found.user.email != nil
      guard hasPassword || identities.count > 1 else { throw AuthRefusal.lastSignInMethod }
      try transaction.remove(id)
      try transaction.record(
        AuditEntry(
          actor: client, action: "user.unlink", target: "user:\(user)",
          before: AuditText.provider(identity), at: now))
      return (identity.provider, found.user.email)
    }
    letters.notify(address, of: .unlinked(provider))
  }

  /// Makes sure that it is the user who changes how the account is opened, and not somebody who
  /// came by an access token: by the password, or by a sign-in of late.
  /// - Throws: `AuthRefusal`: `wrongPassword`, `tooManyFailures`, `signInTooOld`.
  func confirm(
    _ user: UserID, in session: SessionID, password: String?, from client: Actor
  ) async throws {
    if let password {
      _ = try await prove(user, knows: password, from: client)
      return
    }
    let current = try await store.atomically { try $0.session(session) }
    let now = clock.now()
    guard let current, current.isLive(at: now),
      now < current.createdAt.adding(seconds: settings.recentSignIn)
    else { throw AuthRefusal.signInTooOld }
  }
}
