import Crypto
public import Kernel

/// What a mail lets its reader do, as the store keeps it.
public struct MailToken: Hashable, Sendable {
  /// What it is good for.
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// Setting a new password.
    case passwordReset = "password_reset"
    /// Showing that the address is one's own.
    case emailVerification = "email_verification"
  }

  /// The token's digest.
  public let hash: [UInt8]
  /// Whose it is.
  public let userID: UserID
  /// What it is good for.
  public let purpose: Purpose
  /// Where the mail went.
  public let email: EmailAddress
  /// When it runs out.
  public let expiresAt: Instant

  /// Puts a token together.
  public init(
    hash: [UInt8], userID: UserID, purpose: Purpose, email: EmailAddress, expiresAt: Instant
  ) {
    self.hash = hash
    self.userID = userID
    self.purpose = purpose
    self.email = email
    self.expiresAt = expiresAt
  }

  /// The digest of a token as a client sent it.
  static func hash(_ text: String) -> [UInt8] { SHA256.hash(Array(text.utf8)) }
}

/// Where the tokens of mails are kept.
public protocol MailTokenStore: Sendable {
  /// The live token with this digest and purpose.
  func mailToken(
    _ hash: [UInt8], _ purpose: MailToken.Purpose, at now: Instant
  ) async throws -> MailToken?
}

/// What a transaction can do with the tokens of mails. The user is locked first.
public protocol MailTokenTransaction {
  /// Keeps a new token, and forgets those that have run out.
  func insert(_ token: MailToken, at now: Instant) throws

  /// Forgets a locked user's tokens of a purpose.
  /// - Returns: whether the live token with this digest was among them.
  func spendMailToken(_ token: MailToken, at now: Instant) throws -> Bool

  /// Forgets a locked user's tokens of a purpose.
  func removeMailTokens(of user: UserID, for purpose: MailToken.Purpose) throws

  /// Forgets every token of a locked user.
  func removeMailTokens(of user: UserID) throws
}
