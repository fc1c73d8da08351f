import Kernel
import Ports

/// Limits how many attempts at a user's secrets may fail. Every attempt is counted before its
/// secret is looked at, and taken back if it turns out well.
struct AttemptLimiter: Sendable {
  let store: any AttemptStore
  let clock: any WallClock
  let limits: AuthSettings.Throttle

  /// What a code of the authenticator is given for.
  enum CodeUse: String {
    /// Completing a sign-in or turning the authenticator off: both ask for the password first.
    case proof = "code"
    /// Turning it on. An access token is enough for that, and must not be able to use up the
    /// owner's sign-ins, so these attempts are counted separately.
    case enabling = "code to enable"
  }

  /// Counts an attempt at an account's password.
  ///
  /// A network that the account was used from before has a limit of its own for that account:
  /// guesses from elsewhere cannot lock the user out, and neither can a neighbour in the same
  /// network who tries other accounts. Open sessions are never affected.
  /// - Throws: `TooManyFailures`.
  func admitPassword(of email: EmailAddress, from client: Actor) async throws -> Attempt {
    let network = client.network ?? "-"
    let pair = AttemptLimit(limits.perAccountAndAddress, "pair", email.canonical, network)
    let windows = try await store.admit(
      [
        pair, AttemptLimit(limits.perAccount, "account", email.canonical),
        AttemptLimit(limits.perAddress, "address", network),
      ], within: limits.window, at: clock.now()
    ) { limit, rows in
      try limit != pair && rows.isKnown(network: network, for: email)
    }
    return Attempt(windows)
  }

  /// Counts an attempt at a code of a user's authenticator.
  /// - Throws: `TooManyFailures`.
  func admitCode(of user: UserID, for use: CodeUse) async throws -> Attempt {
    Attempt(
      try await store.admit(
        [AttemptLimit(limits.perAccountAndAddress, use.rawValue, "\(user)")],
        within: limits.window, at: clock.now()))
  }

  /// Counts a request under limits that are not about a secret, such as mails to an address.
  /// - Returns: whether all limits allow it; if one is reached, nothing is counted.
  func allows(
    _ limits: [AttemptLimit], at now: Instant, in rows: any AttemptRows
  ) throws -> Bool {
    let windows = try rows.countAttempt(limits, within: self.limits.window, at: now)
    try rows.forgetAttempts(before: now.adding(seconds: -self.limits.window))
    guard windows.contains(where: { $0.count > $0.limit.most }) else { return true }
    // Not by an error: a request that is refused commits as any other does, and takes as long.
    try rows.takeBackAttempt(cleared: [], refunded: windows)
    return false
  }

  /// Judges an attempt that was counted. If anything but a wrong secret stops it, the attempt is
  /// taken back: nothing was learned about the secret. Where nobody knows whether it turned out
  /// well, it may have been taken back already, and stays as it is.
  /// - Throws: what `body` throws.
  func judging<Value: Sendable>(
    _ attempt: Attempt, _ body: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await body()
    } catch let refusal as any WrongSecret {
      throw refusal
    } catch let error as any Unavailability where !error.isOutcomeKnown {
      throw error
    } catch {
      // The caller needs to know why the attempt failed, not why it could not be taken back.
      try? await store.atomically { try $0.refund(attempt) }
      throw error
    }
  }

  /// Takes back an attempt that turned out well.
  func forgive(_ attempt: Attempt) async throws {
    try await store.atomically { try $0.forgive(attempt) }
  }
}
