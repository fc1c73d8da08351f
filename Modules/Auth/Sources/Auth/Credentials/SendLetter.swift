public import Kernel
public import Work

/// Writes a letter to a user and sends it. Whatever the letter says that is secret is made when it
/// is written.
public struct SendLetter: Job, Hashable {
  /// `auth.send_letter`.
  public static let kind = "auth.send_letter"
  /// The queue of mails.
  public static var queue: JobQueue { .mail }
  /// Fourteen, which with growing pauses are a day.
  public static var maxAttempts: Int { 14 }
  /// The address, which is not the user's yet.
  public static var secretArguments: Set<String> { ["address"] }

  /// What the letter is about.
  public let about: Topic
  private let user: String
  private let provider: String?
  private let address: String?
  private let until: String

  /// A letter.
  /// - Parameters:
  ///   - provider: the identity provider that it is about.
  ///   - address: where it goes if the user has no address yet.
  ///   - end: when it is of no use any more.
  public init(
    _ topic: Topic, to user: UserID, of provider: IdentityProvider? = nil,
    at address: EmailAddress? = nil, until end: Instant
  ) {
    about = topic
    self.user = "\(user)"
    self.provider = provider?.rawValue
    self.address = address?.canonical
    until = "\(end)"
  }

  /// To whom.
  public var userID: UserID? { UserID(user) }

  /// Where it goes if the user has no address yet.
  var newAddress: EmailAddress? { address.flatMap { EmailAddress($0) } }

  /// The name of the identity provider that it is about.
  var providerName: String {
    provider.flatMap { IdentityProvider(rawValue: $0) }?.title ?? "an identity provider"
  }

  /// Whether it is of use at an instant.
  func isOfUse(at now: Instant) -> Bool { Instant(until).map { now < $0 } ?? false }
}

extension SendLetter {
  /// What a letter is about, as it is kept with the job.
  public enum Topic: String, Codable, Hashable, Sendable, CaseIterable {
    /// A link for a new password.
    case passwordReset = "password_reset"
    /// A link that confirms an address.
    case emailVerification = "email_verification"
    /// The password was changed.
    case passwordChanged = "password_changed"
    /// A password was set by mail for an account whose address had never been confirmed.
    case passwordReclaimed = "password_reclaimed"
    /// The transaction PIN was set with the password.
    case pinChanged = "pin_changed"
    /// An authenticator was turned on or off.
    case secondFactorChanged = "second_factor_changed"
    /// The user's data was exported.
    case dataExported = "data_exported"
    /// An API key was made.
    case apiKeyMade = "api_key_made"
    /// An identity was linked.
    case identityLinked = "identity_linked"
    /// An identity was unlinked.
    case identityUnlinked = "identity_unlinked"
    /// A provider vouched for the address of an account that had never been confirmed.
    case identityReclaimed = "identity_reclaimed"
  }
}

/// A letter came too late to be of use, such as a link that was asked for too long ago.
public struct LetterOutdated: Error, Hashable, Sendable, CustomStringConvertible {
  /// Says so.
  public var description: String { "the letter is of no use any more" }

  /// Makes the error.
  public init() {}
}

/// Letters within a transaction.
public protocol LetterRows {
  /// Has a letter sent after the commit, at least once.
  func enqueue(_ letter: SendLetter) throws
}
