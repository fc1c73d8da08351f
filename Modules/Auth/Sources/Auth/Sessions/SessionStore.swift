public import Kernel

/// Reads sessions.
public protocol SessionStore: Sendable {
  /// The session with this id, live or not.
  func session(_ id: SessionID) async throws -> Session?

  /// Up to `limit` live sessions of a user with ids below `before`, newest first.
  func sessions(
    of user: UserID, before: SessionID?, limit: Int, at now: Instant
  ) async throws -> [SessionSummary]
}

/// Sessions within a transaction. To lock a user and a session, lock the user first.
public protocol SessionRows {
  /// The session, not locked.
  func session(_ id: SessionID) throws -> Session?

  /// The session, locked until the transaction ends.
  func lockSession(_ id: SessionID) throws -> Session?

  /// Inserts a new session, and the network its user signed in from.
  func insert(_ session: Session, from network: String?) throws

  /// Updates the refresh tokens and the times of a locked session.
  func update(_ session: Session) throws

  /// Ends the live sessions of a locked user, all or all but one.
  /// - Returns: the sessions that were ended.
  func endSessions(of user: UserID, except: SessionID?, at now: Instant) throws -> [SessionID]

  /// Removes some of the sessions, of any user, that expired before `instant`.
  func forgetSessions(expiredBefore instant: Instant) throws

  /// Removes the addresses, user agents and known networks of a deleted user.
  func anonymiseSessions(of user: UserID) throws
}
