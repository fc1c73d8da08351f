public import Kernel
public import Ports

extension AuthService {
  /// Up to `limit` live sessions of a user with ids below `before`, newest first.
  public func sessions(
    of user: UserID, before: SessionID?, limit: Int
  ) async throws -> [SessionSummary] {
    try await store.sessions(of: user, before: before, limit: limit, at: clock.now())
  }

  /// One live session of a user.
  /// - Throws: `AuthRefusal.notFound` for one that is over, another's, or nobody's.
  public func session(_ id: SessionID, of user: UserID) async throws -> SessionSummary {
    let now = clock.now()
    guard let session = try await store.atomically({ try $0.session(id) }),
      session.userID == user, session.isLive(at: now)
    else { throw AuthRefusal.notFound }
    return session.summary
  }

  /// Ends one session of a user, the present one or another.
  /// - Parameter precondition: given the session that is about to end; throws to refuse.
  /// - Throws: `AuthRefusal.notFound` for one that is over, another's, or nobody's; what
  ///   `precondition` throws.
  public func endSession(
    _ id: SessionID, of user: UserID,
    precondition: @escaping @Sendable (SessionSummary) throws -> Void = { _ in }
  ) async throws {
    let now = clock.now()
    try await commit(at: now) { transaction in
      guard var session = try transaction.lockSession(id), session.userID == user,
        session.isLive(at: now)
      else { throw AuthRefusal.notFound }
      try precondition(session.summary)
      session.revokedAt = now
      try transaction.update(session)
      return Effect(value: (), revocations: [.sessionEnded(id)])
    }
  }

  /// Ends every session of a user but one.
  public func endOtherSessions(of user: UserID, except current: SessionID) async throws {
    let now = clock.now()
    try await commit(at: now) { transaction in
      guard try transaction.lockUser(user) != nil else { throw AuthRefusal.notFound }
      let ended = try transaction.endSessions(of: user, except: current, at: now)
      return Effect(value: (), revocations: ended.map { .sessionEnded($0) })
    }
  }

  /// Sets another password and ends every session but the present one. Links for a new password
  /// that were mailed before end, too.
  /// - Throws: `AuthRefusal`: `passwordTooCommon`, `wrongPassword`, `tooManyFailures`, `notFound`.
  public func changePassword(
    of user: UserID, in current: SessionID, from old: String, to new: String, by client: Actor
  ) async throws {
    let password = try Password(new)
    let proof = try await prove(user, knows: old, from: client)
    let hash = try await hasher.hash(password.octets)
    let now = clock.now()
    let address = try await commit(at: now) { transaction in
      // Changed meanwhile: then it was not the present password that was given.
      guard let found = try transaction.lockUser(user), found.passwordHash == proof else {
        throw AuthRefusal.wrongPassword
      }
      try transaction.setPasswordHash(hash, of: user)
      try transaction.removeMailTokens(of: user, for: .passwordReset)
      let ended = try transaction.endSessions(of: user, except: current, at: now)
      return Effect(value: found.user.email, revocations: ended.map { .sessionEnded($0) })
    }
    letters.notify(address, of: .password)
  }
}
