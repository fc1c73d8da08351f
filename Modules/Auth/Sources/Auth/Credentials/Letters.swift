import Kernel
public import Ports

/// Composes the e-mails of Auth.
public struct Letters: Sendable {
  /// The mailer that sends them; nil if none are sent.
  let mailer: (any Mailer)?
  /// The URL of the page that sets a new password; the token is appended.
  let resetPage: String
  /// The URL of the page that verifies an address; the token is appended.
  let verificationPage: String

  /// Makes letters with links to these pages.
  /// - Parameter mailer: sends them; with nil none are, and none are kept to be sent.
  public init(mailer: (any Mailer)?, resetPage: String, verificationPage: String) {
    self.mailer = mailer
    self.resetPage = resetPage
    self.verificationPage = verificationPage
  }

  /// Whether letters are sent at all.
  public var areSent: Bool { mailer != nil }

  /// Letters that are never sent.
  public static let none = Letters(mailer: nil, resetPage: "", verificationPage: "")

  /// For how long the news of a change is worth telling, in seconds: a day.
  private static let lifeOfNews: Int64 = 86_400

  /// Has a user told, after the commit, that a credential of their account was changed. Users
  /// without an address are not told.
  /// - Parameter provider: the identity provider that it is about.
  func tell(
    _ user: User, _ topic: SendLetter.Topic, of provider: IdentityProvider? = nil,
    in rows: any LetterRows, at now: Instant
  ) throws {
    guard areSent, user.email != nil else { return }
    try rows.enqueue(
      SendLetter(topic, to: user.id, of: provider, until: now.adding(seconds: Self.lifeOfNews)))
  }

  static func link(_ page: String, _ token: String) -> String {
    page + (page.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + "token=" + token
  }

  func passwordReset(to address: EmailAddress, _ token: String, minutes: Int64) -> Mail {
    Mail(
      to: address, subject: "Set a new password",
      text: """
        Hello,

        somebody, we hope you, asked for a new password for your account. To set one, open

        \(Self.link(resetPage, token))

        within \(minutes) minutes. If it was not you, there is nothing to do: your password stays
        as it is.

        """)
  }

  func emailVerification(to address: EmailAddress, _ token: String, hours: Int64) -> Mail {
    Mail(
      to: address, subject: "Confirm your e-mail address",
      text: """
        Hello,

        to confirm that this is your e-mail address, open

        \(Self.link(verificationPage, token))

        within \(hours) hours. If you have no account with us, there is nothing to do.

        """)
  }

  /// Tells of a change that was made; nil for topics that are none.
  func news(_ topic: SendLetter.Topic, to address: EmailAddress, of provider: String) -> Mail? {
    guard let (subject, sentence) = Self.change(topic, of: provider) else { return nil }
    return Mail(
      to: address, subject: subject,
      text: """
        Hello,

        \(sentence) If it was not you, set a new password at once: ask for it where you sign in.

        """)
  }

  private static func change(
    _ topic: SendLetter.Topic, of provider: String
  ) -> (subject: String, sentence: String)? {
    let (password, signIn) = ("Your password was changed", "Signing in was changed")
    return switch topic {
    case .passwordReset, .emailVerification: nil
    case .passwordChanged: (password, "the password of your account was changed.")
    case .passwordReclaimed: (password, reclaimedByMail)
    case .pinChanged:
      (
        "Your transaction PIN was changed",
        "the transaction PIN of your account was set anew with your password."
      )
    case .secondFactorChanged:
      (signIn, "codes of an authenticator were turned on or off for your account.")
    case .dataExported:
      ("Your data was exported", "a copy of all the data we keep about you was made.")
    case .apiKeyMade:
      ("A new API key", "an API key was made, by which a program can act for you.")
    case .identityLinked: (signIn, "your account can be opened by way of \(provider) now.")
    case .identityUnlinked:
      (signIn, "your account is not opened by way of \(provider) any more.")
    case .identityReclaimed: (signIn, reclaimed(by: provider))
    }
  }

  private static let reclaimedByMail = """
    a new password was set for your account. That this address is yours had never been confirmed
    before, so sessions, linked identities and API keys were taken from the account. An
    authenticator and a transaction PIN, where there were any, are as they were.
    """

  private static func reclaimed(by provider: String) -> String {
    """
    \(provider) showed that this address is yours. It had never been confirmed before, so
    the password, the sessions and whatever else opened the account were taken from it.
    """
  }
}
