public import Kernel
public import Ports

/// Why a transaction PIN is not accepted.
public enum PinRefusal: Error, Hashable, Sendable {
  /// The user has set none.
  case notSet
  /// It is not the user's.
  case wrong
  /// Too many were wrong; the PIN is locked for `retryAfter` seconds.
  case locked(retryAfter: Int64)
}

/// A user's transaction PIN, with the count of wrong answers.
public struct Pin: Hashable, Sendable {
  /// The number of digits.
  public static let length = 4...6

  /// The user.
  public let userID: UserID
  /// Its hash.
  public let hash: String
  /// Wrong answers in a row since the last right one or the last lock.
  public private(set) var failures: Int64
  /// Until when every answer is refused; nil if the PIN is not locked.
  public private(set) var lockedUntil: Instant?
  /// When it was set.
  public let changedAt: Instant

  /// Makes a PIN.
  public init(
    userID: UserID, hash: String, failures: Int64 = 0, lockedUntil: Instant? = nil,
    changedAt: Instant
  ) {
    self.userID = userID
    self.hash = hash
    self.failures = failures
    self.lockedUntil = lockedUntil
    self.changedAt = changedAt
  }

  /// Until when the PIN is locked; nil if it is not. A lock never lasts longer than `lockout`
  /// seconds from now: one that says more is of a clock that was set back since.
  public func lock(at now: Instant, settings: AuthSettings.Pins) -> Instant? {
    guard let lockedUntil, now < lockedUntil,
      !lockedUntil.isImplausible(asEndOf: settings.lockout, at: now)
    else { return nil }
    return min(lockedUntil, now.adding(seconds: settings.lockout))
  }

  /// Refuses an answer while the PIN is locked.
  func checkUnlocked(at now: Instant, settings: AuthSettings.Pins) throws(PinRefusal) {
    guard let end = lock(at: now, settings: settings) else { return }
    throw .locked(retryAfter: (end.milliseconds(since: now) + 999) / 1000)
  }

  /// Counts a wrong answer, and locks the PIN if it was one too many.
  mutating func fail(at now: Instant, settings: AuthSettings.Pins) -> PinRefusal {
    failures += 1
    guard failures >= settings.attempts else { return .wrong }
    failures = 0
    lockedUntil = now.adding(seconds: settings.lockout)
    return .locked(retryAfter: settings.lockout)
  }

  /// Resets the count after a right answer.
  mutating func succeed() {
    failures = 0
    lockedUntil = nil
  }
}

/// A token that authorises one request that moves money, as the store keeps it.
public struct PinToken: Hashable, Sendable {
  /// The token's digest.
  public let hash: [UInt8]
  /// The user.
  public let userID: UserID
  /// The action it authorises; nil for any action.
  public let action: PinAction?
  /// The amount it authorises; nil for any amount.
  public let amount: Money?
  /// When it expires.
  public let expiresAt: Instant

  /// Makes a token.
  public init(
    hash: [UInt8], userID: UserID, action: PinAction?, amount: Money?, expiresAt: Instant
  ) {
    self.hash = hash
    self.userID = userID
    self.action = action
    self.amount = amount
    self.expiresAt = expiresAt
  }
}

/// Reads PINs and claims their tokens.
public protocol PinStore: Sendable {
  /// The user's PIN.
  func pin(of user: UserID) async throws -> Pin?

  /// Whether the user has a PIN.
  func hasPin(_ user: UserID) async throws -> Bool

  /// Whether the payer has a PIN, and the payee with what decides whether they may be paid. The
  /// payee is found as by `user(_:)` and `user(email:)`.
  func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties

  /// Claims a live token that authorises the use, unless another claimant has it.
  /// - Parameter farthest: a token that expires later was made before the clock was set back, and
  ///   is void.
  /// - Returns: whether the claimant has it now.
  func claimPinToken(
    _ claim: PinClaim, for use: PinUse, at now: Instant, expiringBy farthest: Instant
  ) async throws -> Bool

  /// Releases a claimant's token.
  func releasePinToken(_ claim: PinClaim) async throws
}

/// PINs within a transaction. Lock the user first.
public protocol PinRows {
  /// A locked user's PIN.
  func pin(of user: UserID) throws -> Pin?

  /// Inserts or replaces a locked user's PIN.
  func save(_ pin: Pin) throws

  /// Inserts a token, and removes some that have expired.
  func insert(_ token: PinToken, at now: Instant) throws

  /// Removes every PIN token of a locked user.
  func removePinTokens(of user: UserID) throws
}
