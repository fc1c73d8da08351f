import Kernel

extension AuthService {
  /// Trades a refresh token for the next one.
  ///
  /// A token that is used again within the grace gets the same successor, while that is unused.
  /// Used again later it is taken for a stolen one: the session is ended, and that is committed
  /// before the refusal is thrown.
  /// - Throws: `AuthRefusal`: `invalidRefreshToken`, `refreshReused`, `blocked`.
  public func refresh(_ text: String) async throws -> SignIn {
    guard let token = RefreshToken(text) else { throw AuthRefusal.invalidRefreshToken }
    let secret = random.bytes(RefreshToken.secretCount)
    let now = clock.now()
    let outcome: Result<SignIn, AuthRefusal> = try await commit(at: now) { transaction in
      try use(token, childSecret: secret, at: now, in: transaction)
    }
    return try outcome.get()
  }

  private func use(
    _ token: RefreshToken, childSecret: [UInt8], at now: Instant,
    in transaction: any AuthTransaction
  ) throws -> Effect<Result<SignIn, AuthRefusal>> {
    // Users are locked before their sessions, here as everywhere, so that none waits for another.
    guard let owner = try transaction.session(token.sessionID)?.userID,
      let user = try transaction.lockUser(owner)?.user,
      var session = try transaction.lockSession(token.sessionID)
    else { return Effect(value: .failure(.invalidRefreshToken)) }
    let use = session.family.use(
      token, childSecret: childSecret, at: now, grace: settings.refreshGrace)
    guard session.isLive(at: now) else {
      return Effect(value: .failure(use.isReuse ? .refreshReused : .invalidRefreshToken))
    }
    guard user.mayAct else { return Effect(value: .failure(.invalidRefreshToken)) }
    switch use {
    case .foreign:
      return Effect(value: .failure(.invalidRefreshToken))
    case .reused:
      session.revokedAt = now
      try transaction.update(session)
      return Effect(value: .failure(.refreshReused), revocations: [.sessionEnded(session.id)])
    case .repeated(let child):
      return Effect(
        value: .success(
          SignIn(user: user, sessionID: session.id, refreshToken: child.text)))
    case .rotated(let family, let child):
      session.family = family
      session.lastSeenAt = now
      session.expiresAt = now.adding(seconds: settings.refreshLifetime)
      try transaction.update(session)
      return Effect(
        value: .success(SignIn(user: user, sessionID: session.id, refreshToken: child.text)))
    }
  }
}

extension RefreshFamily.Use {
  fileprivate var isReuse: Bool {
    switch self {
    case .reused, .repeated: true
    case .rotated, .foreign: false
    }
  }
}
