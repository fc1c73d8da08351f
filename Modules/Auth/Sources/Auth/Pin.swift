public import Kernel
public import Ports

/// A user's transaction PIN, with the wrong answers it has seen.
public struct Pin: Hashable, Sendable {
  /// How many digits a PIN may have.
  public static let length = 4...6

  /// Whose it is.
  public let userID: UserID
  /// Its hash.
  public let hash: String
  /// Wrong answers in a row since the last right one or the last lock.
  public private(set) var failures: Int64
  /// Until when no answer counts.
  public private(set) var lockedUntil: Instant?
  /// When it was set.
  public let changedAt: Instant

  /// Puts a PIN together.
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

  /// Refuses an answer while the PIN is locked.
  func checkUnlocked(at now: Instant) throws(AuthRefusal) {
    guard let lockedUntil, now < lockedUntil else { return }
    throw .pinLocked(retryAfter: (lockedUntil.milliseconds(since: now) + 999) / 1000)
  }

  /// Counts a wrong answer, and locks the PIN if it was one too many.
  mutating func fail(at now: Instant, settings: AuthSettings.Pins) -> AuthRefusal {
    failures += 1
    guard failures >= settings.attempts else { return .wrongPin }
    failures = 0
    lockedUntil = now.adding(seconds: settings.lockout)
    return .pinLocked(retryAfter: settings.lockout)
  }

  /// Forgets wrong answers after a right one.
  mutating func succeed() {
    failures = 0
    lockedUntil = nil
  }
}

/// A right answer for the next money to move: the token as the store keeps it.
public struct PinToken: Hashable, Sendable {
  /// The token's digest.
  public let hash: [UInt8]
  /// Whose it is.
  public let userID: UserID
  /// What it is good for; nil for every action.
  public let action: PinAction?
  /// How much it is good for; nil for any amount.
  public let amount: Money?
  /// When it runs out.
  public let expiresAt: Instant

  /// Puts a token together.
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

/// Where PINs and their tokens are kept.
public protocol PinStore: Sendable {
  /// The user's PIN.
  func pin(of user: UserID) async throws -> Pin?

  /// Whether the user has a PIN.
  func hasPin(_ user: UserID) async throws -> Bool

  /// Whether the payer has a PIN, and the payee with what decides whether they may be paid. Found
  /// are the same users as by `user(_:)` and `user(email:)`.
  func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties

  /// Gives a live token that fits to a claimant, unless another has it.
  func claimPinToken(_ claim: PinClaim, for use: PinUse, at now: Instant) async throws -> Bool

  /// Takes a token back from its claimant.
  func releasePinToken(_ claim: PinClaim) async throws
}

/// What a transaction can do with PINs. The user is locked first.
public protocol PinTransaction {
  /// A locked user's PIN.
  func pin(of user: UserID) throws -> Pin?

  /// Keeps a locked user's PIN, the first or another.
  func save(_ pin: Pin) throws

  /// Keeps a new token, and forgets those that have run out.
  func insert(_ token: PinToken, at now: Instant) throws

  /// Forgets every token of a locked user.
  func removePinTokens(of user: UserID) throws
}
