import Kernel
public import Ports

/// A sign-in by way of a provider.
public struct SocialSignIn: Sendable {
  /// The session.
  public let signIn: SignIn
  /// Whether the account was made for it.
  public let isNew: Bool
}

extension AuthService {
  /// Signs in whom a provider vouches for.
  ///
  /// The provider's subject decides, if it was seen before. Otherwise a verified address leads to
  /// the account that has it:
  /// - If the account's address is confirmed too, the identity is linked to it.
  /// - If it is not, whoever made the account never showed that the address is theirs, and may have
  ///   made it to lie in wait for its owner. The owner gets it, without all that could open it:
  ///   password, sessions, identities, authenticator and PIN are gone.
  ///
  /// Otherwise an account is made.
  /// - Throws: `AuthRefusal`: `invalidIdentityToken`, `providerNotConfigured`,
  ///   `providerUnavailable`, `blocked`, `mfaRequired`, and `emailTaken` for an address that the
  ///   provider does not answer for and another account has.
  public func signIn(
    with proof: IdentityProof, calling name: ToldName = ToldName(), from client: Actor
  ) async throws -> SocialSignIn {
    let proven = try await verifier.verify(proof)
    let entry = Entry(
      proven: proven, name: name, identityID: ids.make(), userID: ids.make(),
      draft: draftSession(), client: client)
    while true {
      do {
        return try await enter(entry)
      } catch is AuthConflict {
        continue  // Somebody else was faster; the next look finds what they made.
      }
    }
  }

  /// A sign-in on its way through a transaction.
  private struct Entry: Sendable {
    let proven: ProvenIdentity
    let name: ToldName
    let identityID: IdentityID
    let userID: UserID
    let draft: SessionDraft
    let client: Actor

    func identity(of user: UserID, at now: Instant) -> Identity {
      Identity(
        id: identityID, userID: user, provider: proven.provider, subject: proven.subject,
        email: proven.email, createdAt: now, lastUsedAt: now)
    }
  }

  /// What came of it: a session or the wish for a code, and what is to be told by mail.
  private struct Outcome: Sendable {
    let session: Result<SignIn, AuthRefusal>
    var isNew = false
    var news: (EmailAddress, SecurityChange)?
  }

  private func enter(_ entry: Entry) async throws -> SocialSignIn {
    let now = clock.now()
    let referralCode = ReferralCode(from: random)
    let outcome = try await commit(at: now) { transaction in
      let proven = entry.proven
      if let known = try transaction.identity(proven.provider, proven.subject) {
        return try resume(known, entry, at: now, in: transaction)
      }
      guard let email = proven.email, let owner = try transaction.owner(of: email) else {
        return try create(entry, referralCode, at: now, in: transaction)
      }
      guard proven.isEmailVerified else { throw AuthRefusal.emailTaken }
      return try adopt(owner, email, entry, at: now, in: transaction)
    }
    if let (address, change) = outcome.news { letters.notify(address, of: change) }
    return SocialSignIn(signIn: try outcome.session.get(), isNew: outcome.isNew)
  }

  /// Opens the account of an identity that was seen before.
  private func resume(
    _ known: Identity, _ entry: Entry, at now: Instant, in transaction: any AuthTransaction
  ) throws -> Effect<Outcome> {
    guard let user = try transaction.lockUser(known.userID)?.user,
      var identity = try transaction.identity(known.provider, known.subject),
      identity.userID == user.id
    else { throw AuthConflict.identity }
    guard user.mayAct else { throw AuthRefusal.blocked }
    identity.email = entry.proven.email ?? identity.email
    identity.lastUsedAt = now
    try transaction.update(identity)
    let session = try begin(
      entry.draft, of: user, from: entry.client, at: now, in: transaction)
    return Effect(value: Outcome(session: session))
  }

  /// Opens the account that has the address which the provider answers for.
  private func adopt(
    _ owner: UserID, _ email: EmailAddress, _ entry: Entry, at now: Instant,
    in transaction: any AuthTransaction
  ) throws -> Effect<Outcome> {
    guard let found = try transaction.lockUser(owner)?.user, found.email == email else {
      throw AuthConflict.email
    }
    guard found.mayAct else { throw AuthRefusal.blocked }
    let actor = entry.client.acting(as: owner)
    let provider = entry.proven.provider
    var (user, ended): (User, [SessionID]) = (found, [])
    if !found.isVerified {
      (user, ended) = try reclaim(found, by: actor, at: now, in: transaction)
    }
    try link(entry.identity(of: owner, at: now), by: actor, in: transaction)
    let session = try begin(entry.draft, of: user, from: entry.client, at: now, in: transaction)
    return Effect(
      value: Outcome(
        session: session,
        news: (email, found.isVerified ? .linked(provider) : .reclaimed(provider))),
      revocations: ended.map { .sessionEnded($0) })
  }

  /// Takes from a locked account whose address was never confirmed all that could open it.
  private func reclaim(
    _ found: User, by actor: Actor, at now: Instant, in transaction: any AuthTransaction
  ) throws -> (User, ended: [SessionID]) {
    let user = try confirmAddress(of: found, by: actor, at: now, in: transaction)
    try transaction.setPasswordHash(nil, of: user.id)
    try transaction.forgetSecrets(of: user.id)
    return (user, try transaction.endSessions(of: user.id, except: nil, at: now))
  }

  /// Marks a locked account as that of its address's owner, who has shown that they are.
  @discardableResult
  func confirmAddress(
    of found: User, by actor: Actor, at now: Instant, in transaction: any AuthTransaction
  ) throws -> User {
    let user = found.changed(at: now) { $0.isVerified = true }
    try transaction.update(user)
    try transaction.record(
      AuditEntry(
        actor: actor, action: "user.reclaim", target: "user:\(user.id)",
        before: AuditText.verified(found), after: AuditText.verified(user), at: now))
    return user
  }

  private func create(
    _ entry: Entry, _ referralCode: ReferralCode, at now: Instant,
    in transaction: any AuthTransaction
  ) throws -> Effect<Outcome> {
    let proven = entry.proven
    let user = User(
      id: entry.userID, email: proven.email, profile: proven.profile(calling: entry.name),
      roles: [.user], isVerified: proven.verifiedEmail != nil, referralCode: referralCode,
      referredBy: nil, createdAt: now, updatedAt: now)
    try transaction.insert(user, passwordHash: nil)
    try transaction.insert(entry.identity(of: user.id, at: now))
    let session = try begin(entry.draft, of: user, from: entry.client, at: now, in: transaction)
    return Effect(value: Outcome(session: session, isNew: true))
  }

  func link(
    _ identity: Identity, by actor: Actor, in transaction: any AuthTransaction
  ) throws {
    try transaction.insert(identity)
    try transaction.record(
      AuditEntry(
        actor: actor, action: "user.link", target: "user:\(identity.userID)",
        after: AuditText.provider(identity), at: identity.createdAt))
  }
}

extension Actor {
  /// The client as a user who has just shown who they are, for the audit trail.
  func acting(as user: UserID) -> Actor {
    Actor(
      userID: user, address: address, network: network, userAgent: userAgent, requestID: requestID)
  }
}
