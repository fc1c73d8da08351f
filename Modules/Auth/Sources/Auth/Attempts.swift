import Crypto
public import Kernel

/// What attempts at a secret are counted under, and how many of them there may be in one window.
public struct AttemptLimit: Hashable, Sendable {
  /// A digest of what they have in common: the store need not know who fails to sign in from where.
  public let key: [UInt8]
  /// How many attempts may be under way or have failed.
  public let most: Int64

  init(_ most: Int64, _ common: String...) {
    key = SHA256.hash(Array(common.joined(separator: "\0").utf8))
    self.most = most
  }
}

/// The attempts that fell into a window, the one that was counted last included.
public struct AttemptWindow: Hashable, Sendable {
  /// Under which limit.
  public let limit: AttemptLimit
  /// How many.
  public let count: Int64
  /// When the window began.
  public let start: Instant

  /// Puts a window together.
  public init(limit: AttemptLimit, count: Int64, start: Instant) {
    self.limit = limit
    self.count = count
    self.start = start
  }
}

/// An attempt that was counted and may be judged.
struct Attempt: Sendable {
  /// What is forgotten when the attempt turns out well.
  let own: AttemptWindow
  /// What counts one less then.
  let shared: [AttemptWindow]

  init(_ windows: [AttemptWindow]) {
    own = windows[0]
    shared = Array(windows.dropFirst())
  }
}

/// How attempts are counted.
public protocol AttemptTransaction {
  /// Counts an attempt under each limit; a window that is as long ago as `seconds` begins anew.
  /// - Returns: the windows, in the order of the limits.
  func countAttempt(
    _ limits: [AttemptLimit], within seconds: Int64, at now: Instant
  ) throws -> [AttemptWindow]

  /// Forgets `cleared`, and counts one less in `refunded`, as far as the windows are still the ones
  /// in which the attempt was counted.
  func takeBackAttempt(cleared: [AttemptWindow], refunded: [AttemptWindow]) throws

  /// Forgets some of the windows that began at or before `instant`.
  func forgetAttempts(before instant: Instant) throws

  /// Whether the account was ever signed in from the network.
  func isKnown(network: String, for email: EmailAddress) throws -> Bool
}

extension AttemptTransaction {
  /// Takes an attempt back that turned out well.
  func forgive(_ attempt: Attempt) throws {
    try takeBackAttempt(cleared: [attempt.own], refunded: attempt.shared)
  }

  /// Takes an attempt back that was not judged.
  func refund(_ attempt: Attempt) throws {
    try takeBackAttempt(cleared: [], refunded: [attempt.own] + attempt.shared)
  }
}

extension AuthStore {
  /// Counts an attempt under all limits, or where one of them is reached, under none: what is
  /// refused was not judged, and must not use up what others have left.
  ///
  /// It is counted before it is judged, so that of any number at once no more are judged than may
  /// fail.
  /// - Parameter isExcused: asked of each limit that is reached; whether it does not apply.
  /// - Throws: `AuthRefusal.tooManyFailures` for the first limit that is reached and applies.
  @discardableResult
  func admit(
    _ limits: [AttemptLimit], within seconds: Int64, at now: Instant,
    unless isExcused: @escaping @Sendable (AttemptLimit, any AuthTransaction) throws -> Bool = {
      _, _ in false
    }
  ) async throws -> [AttemptWindow] {
    try await atomically { transaction in
      let windows = try transaction.countAttempt(limits, within: seconds, at: now)
      for window in windows where window.count > window.limit.most {
        if try isExcused(window.limit, transaction) { continue }
        let end = window.start.adding(seconds: seconds)
        // Thrown, it undoes the counting.
        throw AuthRefusal.tooManyFailures(
          limit: window.limit.most, retryAfter: max(1, (end.milliseconds(since: now) + 999) / 1000))
      }
      try transaction.forgetAttempts(before: now.adding(seconds: -seconds))
      return windows
    }
  }
}
