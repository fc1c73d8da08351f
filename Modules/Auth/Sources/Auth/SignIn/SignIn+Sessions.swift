public import Kernel

extension SignIn {
  /// Up to `limit` live sessions of a user with ids below `before`, newest first.
  public func sessions(
    of user: UserID, before: SessionID?, limit: Int
  ) async throws -> [SessionSummary] {
    try await store.sessions(of: user, before: before, limit: limit, at: clock.now())
  }

  /// One live session of a user.
  /// - Throws: `NotFound` if it ended, is another user's, or does not exist.
  public func session(_ id: SessionID, of user: UserID) async throws -> SessionSummary {
    let now = clock.now()
    guard let session = try await store.session(id), session.userID == user,
      session.isLive(at: now)
    else { throw NotFound() }
    return session.summary
  }

  /// Ends one session of a user, the current one or another.
  /// - Parameter precondition: receives the session before it ends; throws to refuse.
  /// - Throws: `NotFound` if it ended, is another user's, or does not exist; what
  ///   `precondition` throws.
  public func endSession(
    _ id: SessionID, of user: UserID,
    precondition: @escaping @Sendable (SessionSummary) throws -> Void = { _ in }
  ) async throws {
    let now = clock.now()
    try await commit(at: now) { rows in
      guard let session = try rows.lockSession(id), session.userID == user,
        session.isLive(at: now)
      else { throw NotFound() }
      try precondition(session.summary)
      try rows.revoke(session, at: now)
      return Effect(value: (), revocations: [.sessionEnded(id)])
    }
  }

  /// Ends every session of a user except one.
  /// - Throws: `NotFound`.
  public func endOtherSessions(of user: UserID, except current: SessionID) async throws {
    let now = clock.now()
    try await commit(at: now) { rows in
      guard try rows.lockUser(user) != nil else { throw NotFound() }
      let ended = try rows.revokeSessions(of: user, except: current, at: now)
      return Effect(value: (), revocations: ended.map { .sessionEnded($0) })
    }
  }
}
