import Crypto
public import Kernel

/// A limit on attempts that have something in common, such as their account or their network.
public struct AttemptLimit: Hashable, Sendable {
  /// A digest of what the attempts have in common: the store need not know who failed to sign in
  /// from where.
  public let key: [UInt8]
  /// How many attempts may be under way or have failed within one window.
  public let most: Int64

  init(_ most: Int64, _ common: String...) {
    key = SHA256.hash(Array(common.joined(separator: "\0").utf8))
    self.most = most
  }
}

/// The attempts counted in a window, including the latest.
public struct AttemptWindow: Hashable, Sendable {
  /// The limit.
  public let limit: AttemptLimit
  /// How many attempts were counted.
  public let count: Int64
  /// When the window began.
  public let start: Instant

  /// Makes a window.
  public init(limit: AttemptLimit, count: Int64, start: Instant) {
    self.limit = limit
    self.count = count
    self.start = start
  }
}

/// An attempt that was counted and may be judged.
struct Attempt: Sendable {
  /// The window that is cleared when the attempt turns out well.
  let own: AttemptWindow
  /// The windows that count one less then.
  let shared: [AttemptWindow]

  init(_ windows: [AttemptWindow]) {
    own = windows[0]
    shared = Array(windows.dropFirst())
  }
}

/// The store that limits on attempts need.
public protocol AttemptStore: Sendable {
  /// Runs a transaction. Its body is synchronous and may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AttemptRows) throws -> Value
  ) async throws -> Value
}

/// Counts of attempts within a transaction.
public protocol AttemptRows {
  /// Counts an attempt under each limit. A window that began `seconds` ago or earlier begins anew,
  /// and so does one that would begin more than `ClockTolerance` from now.
  /// - Returns: the windows, in the order of the limits.
  func countAttempt(
    _ limits: [AttemptLimit], within seconds: Int64, at now: Instant
  ) throws -> [AttemptWindow]

  /// Removes the windows `cleared` and counts one less in `refunded`, unless a window has begun
  /// anew since the attempt was counted in it.
  func takeBackAttempt(cleared: [AttemptWindow], refunded: [AttemptWindow]) throws

  /// Removes some of the windows that began at or before `instant`.
  func forgetAttempts(before instant: Instant) throws

  /// Whether the account was ever signed in to from the network.
  func isKnown(network: String, for email: EmailAddress) throws -> Bool
}

extension AttemptRows {
  /// Takes back an attempt that turned out well.
  func forgive(_ attempt: Attempt) throws {
    try takeBackAttempt(cleared: [attempt.own], refunded: attempt.shared)
  }

  /// Takes back an attempt that was not judged.
  func refund(_ attempt: Attempt) throws {
    try takeBackAttempt(cleared: [], refunded: [attempt.own] + attempt.shared)
  }
}

extension AttemptStore {
  /// Counts an attempt under all limits, or under none if one of them is reached: a refused attempt
  /// was not judged and must not use up other attempts.
  ///
  /// Attempts are counted before they are judged, so that of any number at once no more are judged
  /// than may fail.
  /// - Parameter isExcused: called for each limit that is reached; whether it does not apply.
  /// - Throws: `TooManyFailures` for the first limit that is reached and applies.
  @discardableResult
  func admit(
    _ limits: [AttemptLimit], within seconds: Int64, at now: Instant,
    unless isExcused: @escaping @Sendable (AttemptLimit, any AttemptRows) throws -> Bool = {
      _, _ in false
    }
  ) async throws -> [AttemptWindow] {
    try await atomically { rows in
      let windows = try rows.countAttempt(limits, within: seconds, at: now)
      for window in windows where window.count > window.limit.most {
        if try isExcused(window.limit, rows) { continue }
        // The clock may have been set back since the window began.
        let end = min(window.start, now).adding(seconds: seconds)
        // Throwing undoes the counting.
        throw TooManyFailures(
          limit: window.limit.most, retryAfter: max(1, (end.milliseconds(since: now) + 999) / 1000))
      }
      try rows.forgetAttempts(before: now.adding(seconds: -seconds))
      return windows
    }
  }
}
