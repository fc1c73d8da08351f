import Crypto
import Kernel

extension AuthService {
  /// The windows that an attempt was counted in.
  struct Attempt: Sendable {
    let pair: [UInt8]
    let account: [UInt8]
    let address: [UInt8]
  }

  /// Counts an attempt before its password is looked at, so that parallel guesses count too.
  ///
  /// An account and an address that belong together are held to their own limit alone: whoever
  /// guesses from elsewhere cannot lock the user out, and neither can a neighbour at the same
  /// address who tries other accounts. Sessions that are open are never touched.
  /// - Throws: `AuthRefusal.tooManyFailures`.
  func admitAttempt(email: EmailAddress, from address: String?) async throws -> Attempt {
    let place = address ?? "-"
    let attempt = Attempt(
      pair: Self.digest("pair", email.canonical, place),
      account: Self.digest("account", email.canonical), address: Self.digest("address", place))
    let limits = settings.throttle
    let now = clock.now()
    let windows = try await store.countAttempt(
      [attempt.pair, attempt.account, attempt.address], at: now, window: limits.window)
    try refuse(windows[0], over: limits.perAccountAndAddress, at: now)
    let isOverBoth =
      windows[1].count > limits.perAccount || windows[2].count > limits.perAddress
    guard isOverBoth, try await !store.isKnown(address: place, for: email) else { return attempt }
    try refuse(windows[1], over: limits.perAccount, at: now)
    try refuse(windows[2], over: limits.perAddress, at: now)
    return attempt
  }

  /// Takes an attempt back that turned out well.
  func forgive(_ attempt: Attempt) async throws {
    try await store.forgiveAttempt(
      cleared: [attempt.pair], refunded: [attempt.account, attempt.address])
  }

  func refuse(_ window: AttemptWindow, over limit: Int64, at now: Instant) throws {
    guard window.count > limit else { return }
    let end = window.start.adding(seconds: settings.throttle.window)
    throw AuthRefusal.tooManyFailures(
      limit: limit, retryAfter: max(1, (end.milliseconds(since: now) + 999) / 1000))
  }

  /// The store need not know who fails to sign in from where.
  private static func digest(_ parts: String...) -> [UInt8] {
    SHA256.hash(Array(parts.joined(separator: "\0").utf8))
  }
}
