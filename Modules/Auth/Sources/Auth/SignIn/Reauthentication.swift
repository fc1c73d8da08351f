import Kernel
import Ports

/// Asks a signed-in user to prove who they are again, before a change that a stolen access token
/// alone must not be able to make.
struct Reauthentication: Sendable {
  let store: any UserStore & SessionStore
  let hasher: any PasswordHasher
  let limiter: AttemptLimiter
  let clock: any WallClock
  /// For how many seconds a sign-in is recent.
  let recentSignIn: Int64

  /// Checks the user's password.
  /// - Returns: the hash that it was checked against. Compare it with the hash under the lock: the
  ///   password may have been changed meanwhile.
  /// - Throws: `TooManyFailures`, `NotFound`, `WrongPassword`.
  func check(password: String, of user: UserID, from client: Actor) async throws -> String {
    guard let found = try await store.record(of: user) else { throw NotFound() }
    // A user without an address has no password.
    guard let email = found.user.email else { throw WrongPassword() }
    let attempt = try await limiter.admitPassword(of: email, from: client)
    return try await limiter.judging(attempt) {
      let typed = TypedPassword(password)
      guard try await typed.compare(with: found.passwordHash, by: hasher) != .wrong,
        let hash = found.passwordHash
      else { throw WrongPassword() }
      try await limiter.forgive(attempt)
      return hash
    }
  }

  /// Checks the user's password, or without one that they signed in recently.
  /// - Throws: `WrongPassword`, `TooManyFailures`, `SignInTooOld`.
  func check(
    password: String?, of user: UserID, in session: SessionID, from client: Actor
  ) async throws {
    if let password {
      _ = try await check(password: password, of: user, from: client)
      return
    }
    let current = try await store.session(session)
    let now = clock.now()
    guard let current, current.isLive(at: now), isRecent(current, at: now) else {
      throw SignInTooOld()
    }
  }

  /// Checks within a transaction that a user signed in recently and that their session has not
  /// ended while the request was under way: somebody who was signed out must not keep a way in by
  /// having asked a moment before.
  /// - Throws: `NotFound`, `SignInTooOld`.
  func checkRecent(
    _ session: SessionID, of user: UserID?, at now: Instant, in rows: any SessionRows
  ) throws {
    guard let current = try rows.session(session), current.userID == user else {
      throw NotFound()
    }
    guard current.isLive(at: now), isRecent(current, at: now) else {
      throw SignInTooOld()
    }
  }

  /// Checks within a transaction that a user's session has not ended while the request was under
  /// way.
  /// - Throws: `SessionEnded`.
  func checkLive(
    _ session: SessionID, of user: UserID, at now: Instant, in rows: any SessionRows
  ) throws {
    guard let current = try rows.session(session), current.userID == user,
      current.isLive(at: now)
    else { throw SessionEnded() }
  }

  private func isRecent(_ session: Session, at now: Instant) -> Bool {
    now < session.createdAt.adding(seconds: recentSignIn)
  }
}
