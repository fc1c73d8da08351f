public import Kernel
public import Ports

extension SignIn {
  /// Signs in by password. An address without an account takes as long as a wrong password.
  /// - Throws: `TooManyFailures`, `InvalidCredentials`, `SignInRefusal`.
  public func login(
    email: EmailAddress, password: String, from client: Actor
  ) async throws -> OpenSession {
    let attempt = try await limiter.admitPassword(of: email, from: client)
    let outcome = try await limiter.judging(attempt) {
      let found = try await store.record(email: email)
      let typed = TypedPassword(password)
      let outcome = try await typed.compare(with: found?.passwordHash, by: hasher)
      guard outcome != .wrong, let found, let hash = found.passwordHash else {
        throw InvalidCredentials()
      }
      let isToBeHashedAnew = outcome == .rightAsTyped || hasher.isOutdated(hash)
      let newHash = isToBeHashedAnew ? try? await hasher.hash(typed.octets) : nil
      return try await open(
        found.user.id, provenBy: hash, newHash: newHash, forgiving: attempt, from: client)
    }
    return try outcome.get()
  }

  /// Opens a session for a user whose password was right a moment ago. The user may have been
  /// blocked since, or the password changed, so both are read again under the lock.
  private func open(
    _ id: UserID, provenBy hash: String, newHash: String?, forgiving attempt: Attempt,
    from client: Actor
  ) async throws -> Result<OpenSession, SignInRefusal> {
    let now = clock.now()
    let draft = opening.draft()
    return try await store.atomically { rows in
      guard let current = try rows.lockUser(id), current.passwordHash == hash else {
        throw InvalidCredentials()
      }
      guard current.user.mayAct else { throw SignInRefusal.blocked }
      if let newHash { try rows.setPasswordHash(newHash, of: id) }
      try rows.forgive(attempt)
      return try opening.openUnlessChallenged(
        draft, of: current.user, from: client, at: now, in: rows)
    }
  }
}
