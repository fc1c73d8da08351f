import Crypto
public import Kernel
public import Ports

extension AuthService {
  /// Signs in by password.
  ///
  /// Takes as long for an address without an account as for a wrong password.
  /// - Throws: `AuthRefusal`: `tooManyFailures`, `invalidCredentials`, `blocked`, `mfaRequired`.
  public func login(
    email: EmailAddress, password: String, from client: Actor
  ) async throws -> SignIn {
    let attempt = try await admitAttempt(email: email, from: client)
    let outcome = try await judging(attempt) {
      let found = try await store.credentials(email: email)
      let octets = Array(password.utf8)
      let isRight = try await hasher.verify(octets, against: found?.passwordHash)
      guard isRight, let found, let hash = found.passwordHash else {
        throw AuthRefusal.invalidCredentials
      }
      let newHash = hasher.isOutdated(hash) ? try? await hasher.hash(octets) : nil
      return try await open(
        found.user.id, provenBy: hash, newHash: newHash, forgiving: attempt, from: client)
    }
    return try outcome.get()
  }

  /// Opens a session for a user whose password was found to be right a moment ago. The user may
  /// have been blocked since, or the password changed: the lock and a second look tell.
  private func open(
    _ id: UserID, provenBy hash: String, newHash: String?, forgiving attempt: Attempt,
    from client: Actor
  ) async throws -> Result<SignIn, AuthRefusal> {
    let now = clock.now()
    let draft = draftSession()
    return try await store.atomically { transaction in
      guard let current = try transaction.lockUser(id), current.passwordHash == hash else {
        throw AuthRefusal.invalidCredentials
      }
      guard current.user.mayAct else { throw AuthRefusal.blocked }
      if let newHash { try transaction.setPasswordHash(newHash, of: id) }
      try transaction.forgive(attempt)
      return try begin(draft, of: current.user, from: client, at: now, in: transaction)
    }
  }

  /// Finds out whether the signed-in user knows their password, before something that a stolen
  /// access token alone must not do.
  /// - Throws: `AuthRefusal`: `tooManyFailures`, `notFound`, `wrongPassword`.
  /// - Returns: the hash that the password was checked against.
  func prove(_ user: UserID, knows password: String, from client: Actor) async throws -> String {
    guard let found = try await store.credentials(of: user) else { throw AuthRefusal.notFound }
    // Without an address there is no password.
    guard let email = found.user.email else { throw AuthRefusal.wrongPassword }
    let attempt = try await admitAttempt(email: email, from: client)
    return try await judging(attempt) {
      guard try await hasher.verify(Array(password.utf8), against: found.passwordHash),
        let hash = found.passwordHash
      else { throw AuthRefusal.wrongPassword }
      try await store.atomically { try $0.forgive(attempt) }
      return hash
    }
  }
}
