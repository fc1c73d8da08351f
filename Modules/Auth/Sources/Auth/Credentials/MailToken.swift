import Crypto
public import Kernel

/// A token that was mailed to a user, as the store keeps it.
public struct MailToken: Hashable, Sendable {
  /// What a token is for.
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// Setting a new password.
    case passwordReset = "password_reset"
    /// Verifying an address.
    case emailVerification = "email_verification"
  }

  /// The token's digest.
  public let hash: [UInt8]
  /// The user.
  public let userID: UserID
  /// What it is for.
  public let purpose: Purpose
  /// The address it was mailed to.
  public let email: EmailAddress
  /// When it expires.
  public let expiresAt: Instant

  /// Makes a token.
  public init(
    hash: [UInt8], userID: UserID, purpose: Purpose, email: EmailAddress, expiresAt: Instant
  ) {
    self.hash = hash
    self.userID = userID
    self.purpose = purpose
    self.email = email
    self.expiresAt = expiresAt
  }

  /// The digest of a token that a client sent.
  static func hash(_ text: String) -> [UInt8] {
    SHA256.hash(Array(CopiedText.token(text).utf8))
  }
}

/// Reads mailed tokens.
public protocol MailTokenStore: Sendable {
  /// The live token with this digest and purpose.
  func mailToken(
    _ hash: [UInt8], _ purpose: MailToken.Purpose, at now: Instant
  ) async throws -> MailToken?
}

/// Mailed tokens within a transaction. Lock the user first.
public protocol MailTokenRows {
  /// Inserts a token, and removes some that have expired.
  func insert(_ token: MailToken, at now: Instant) throws

  /// Spends a live token of a locked user, and removes their other tokens for its purpose.
  /// - Returns: whether it was live; if not, nothing is removed.
  func spendMailToken(_ token: MailToken, at now: Instant) throws -> Bool

  /// Removes a locked user's tokens for a purpose.
  func removeMailTokens(of user: UserID, for purpose: MailToken.Purpose) throws
}
