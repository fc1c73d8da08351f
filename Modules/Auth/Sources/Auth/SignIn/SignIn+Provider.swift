import Kernel
public import Ports

/// The result of a sign-in with an identity provider.
public struct ProviderSignIn: Sendable {
  /// The session.
  public let session: OpenSession
  /// Whether the account was made by this sign-in.
  public let isNew: Bool
}

extension SignIn {
  /// Signs in a user whom an identity provider vouches for.
  ///
  /// An identity that was seen before opens the account it is linked to. Otherwise a verified
  /// address leads to the account that has it:
  /// - If the account's address is verified too, the identity is linked to it.
  /// - If it is not, whoever made the account never showed that the address is theirs, and may have
  ///   made it to lie in wait for the owner. The owner gets the account without anything that could
  ///   open it: password, sessions, identities, API keys, authenticator and PIN are removed.
  ///
  /// Otherwise an account is made.
  /// - Parameter name: what the client says the user is called; used for a new account.
  /// - Throws: `ProviderRefusal`, `SignInRefusal`, and `EmailTaken` if another account has the
  ///   address and the provider does not vouch for it.
  public func login(
    with proof: IdentityProof, calling name: ToldName = ToldName(), from client: Actor
  ) async throws -> ProviderSignIn {
    let proven = try await verifier.verify(proof)
    let entry = Entry(
      proven: proven, name: name, identityID: ids.make(), userID: ids.make(),
      draft: opening.draft(), client: client)
    while true {
      do {
        return try await enter(entry)
      } catch is AuthConflict {
        continue  // Another request was faster; the next round finds what it made.
      }
    }
  }

  /// What a transaction needs to know of the sign-in.
  private struct Entry: Sendable {
    let proven: ProvenIdentity
    let name: ToldName
    let identityID: IdentityID
    let userID: UserID
    let draft: SessionOpening.Draft
    let client: Actor

    func identity(of user: UserID, at now: Instant) -> Identity {
      Identity(
        id: identityID, userID: user, provider: proven.provider, subject: proven.subject,
        email: proven.email, createdAt: now, lastUsedAt: now)
    }
  }

  /// The session or the refusal that asks for a code.
  private struct Outcome: Sendable {
    let session: Result<OpenSession, SignInRefusal>
    var isNew = false
  }

  private func enter(_ entry: Entry) async throws -> ProviderSignIn {
    let now = clock.now()
    let referralCode = ReferralCode(from: random)
    let outcome = try await commit(at: now) { rows in
      let proven = entry.proven
      if let known = try rows.identity(proven.provider, proven.subject) {
        return try resume(known, entry, at: now, in: rows)
      }
      guard let email = proven.email, let owner = try rows.owner(of: email) else {
        return try create(entry, referralCode, at: now, in: rows)
      }
      guard proven.isEmailVerified else { throw EmailTaken() }
      return try adopt(owner, email, entry, at: now, in: rows)
    }
    return ProviderSignIn(session: try outcome.session.get(), isNew: outcome.isNew)
  }

  /// Opens the account that a known identity is linked to.
  private func resume(
    _ known: Identity, _ entry: Entry, at now: Instant, in rows: any SignInTransaction
  ) throws -> Effect<Outcome> {
    guard let user = try rows.lockUser(known.userID)?.user,
      var identity = try rows.identity(known.provider, known.subject),
      identity.userID == user.id
    else { throw AuthConflict.identity }
    guard user.mayAct else { throw SignInRefusal.blocked }
    identity.email = entry.proven.email ?? identity.email
    identity.lastUsedAt = now
    try rows.update(identity)
    let session = try opening.openUnlessChallenged(
      entry.draft, of: user, from: entry.client, at: now, in: rows)
    return Effect(value: Outcome(session: session))
  }

  /// Links the identity to the account that has its verified address, and opens it.
  private func adopt(
    _ owner: UserID, _ email: EmailAddress, _ entry: Entry, at now: Instant,
    in rows: any SignInTransaction
  ) throws -> Effect<Outcome> {
    guard let found = try rows.lockUser(owner)?.user, found.email == email else {
      throw AuthConflict.email
    }
    guard found.mayAct else { throw SignInRefusal.blocked }
    let actor = entry.client.acting(as: owner)
    let provider = entry.proven.provider
    var (user, ended): (User, [SessionID]) = (found, [])
    if !found.isVerified {
      (user, ended) = try reclaim(found, by: actor, at: now, in: rows)
    }
    try rows.link(entry.identity(of: owner, at: now), by: actor)
    try letters.tell(
      user, found.isVerified ? .identityLinked : .identityReclaimed, of: provider, in: rows,
      at: now)
    let session = try opening.openUnlessChallenged(
      entry.draft, of: user, from: entry.client, at: now, in: rows)
    return Effect(
      value: Outcome(session: session), revocations: ended.map { .sessionEnded($0) })
  }

  /// Gives a locked account whose address was never verified to the owner of the address, without
  /// anything that could open it.
  private func reclaim(
    _ found: User, by actor: Actor, at now: Instant, in rows: any SignInTransaction
  ) throws -> (User, ended: [SessionID]) {
    let user = try rows.confirmAddress(of: found, by: actor, at: now)
    try rows.setPasswordHash(nil, of: user.id)
    try rows.removeSecrets(of: user.id)
    return (user, try rows.revokeSessions(of: user.id, at: now))
  }

  /// Makes an account and opens it.
  private func create(
    _ entry: Entry, _ referralCode: ReferralCode, at now: Instant,
    in rows: any SignInTransaction
  ) throws -> Effect<Outcome> {
    let proven = entry.proven
    let user = User(
      id: entry.userID, email: proven.email, profile: proven.profile(calling: entry.name),
      roles: [.user], isVerified: proven.verifiedEmail != nil, referralCode: referralCode,
      referredBy: nil, createdAt: now, updatedAt: now)
    try rows.insert(user, passwordHash: nil)
    try rows.publish(.registered(user))
    try rows.insert(entry.identity(of: user.id, at: now))
    let session = try opening.openUnlessChallenged(
      entry.draft, of: user, from: entry.client, at: now, in: rows)
    return Effect(value: Outcome(session: session, isNew: true))
  }
}
