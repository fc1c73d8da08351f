import Kernel

extension SignIn {
  /// Exchanges a refresh token for the next one.
  ///
  /// A token that is sent again within the grace period gets the same successor, while that is
  /// unused. Sent again later, it counts as stolen: the session ends, and that commits before the
  /// refusal is thrown.
  /// - Throws: `RefreshRefusal`.
  public func refresh(_ text: String) async throws -> OpenSession {
    guard let token = RefreshToken(text) else { throw RefreshRefusal.invalid }
    let secret = random.bytes(RefreshToken.secretCount)
    let now = clock.now()
    let outcome: Result<OpenSession, RefreshRefusal> = try await commit(at: now) { rows in
      try use(token, childSecret: secret, at: now, in: rows)
    }
    return try outcome.get()
  }

  private func use(
    _ token: RefreshToken, childSecret: [UInt8], at now: Instant,
    in rows: any SignInTransaction
  ) throws -> Effect<Result<OpenSession, RefreshRefusal>> {
    // Every transaction locks users before sessions, so that no two wait for each other.
    guard let owner = try rows.session(token.sessionID)?.userID,
      let user = try rows.lockUser(owner)?.user,
      var session = try rows.lockSession(token.sessionID)
    else { return Effect(value: .failure(.invalid)) }
    let use = session.family.use(
      token, childSecret: childSecret, at: now, grace: settings.refreshGrace)
    guard session.isLive(at: now) else {
      return Effect(value: .failure(use.isReuse ? .reused : .invalid))
    }
    guard user.mayAct else { return Effect(value: .failure(.invalid)) }
    switch use {
    case .foreign:
      return Effect(value: .failure(.invalid))
    case .reused:
      try rows.revoke(session, at: now)
      return Effect(value: .failure(.reused), revocations: [.sessionEnded(session.id)])
    case .repeated(let child):
      return Effect(
        value: .success(
          OpenSession(user: user, sessionID: session.id, refreshToken: child.text)))
    case .rotated(let family, let child):
      session.family = family
      session.lastSeenAt = now
      session.expiresAt = now.adding(seconds: settings.refreshLifetime)
      try rows.update(session)
      return Effect(
        value: .success(OpenSession(user: user, sessionID: session.id, refreshToken: child.text)))
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
