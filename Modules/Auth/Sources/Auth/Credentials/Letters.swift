import Kernel
public import Ports

/// Composes the e-mails of Auth.
public struct Letters: Sendable {
  /// The mailer that sends them.
  let mailer: any Mailer
  /// The URL of the page that sets a new password; the token is appended.
  let resetPage: String
  /// The URL of the page that verifies an address; the token is appended.
  let verificationPage: String

  /// Makes letters with links to these pages.
  public init(mailer: any Mailer, resetPage: String, verificationPage: String) {
    self.mailer = mailer
    self.resetPage = resetPage
    self.verificationPage = verificationPage
  }

  /// Letters that are never sent.
  public static let none = Letters(mailer: NoMailer(), resetPage: "", verificationPage: "")

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

  /// Tells a user that a credential of their account was changed.
  func notify(_ address: EmailAddress?, of change: SecurityChange) {
    guard let address else { return }
    mailer.post {
      Mail(
        to: address, subject: change.subject,
        text: """
          Hello,

          \(change.sentence) If it was not you, set a new password at once: ask for it where you
          sign in.

          """)
    }
  }
}

/// A change that the owner of an account is told of.
enum SecurityChange: Sendable {
  case password, passwordReclaimed, pin, secondFactor, export, apiKey
  case linked(IdentityProvider), unlinked(IdentityProvider), reclaimed(IdentityProvider)

  var subject: String {
    switch self {
    case .password, .passwordReclaimed: "Your password was changed"
    case .pin: "Your transaction PIN was changed"
    case .secondFactor, .linked, .unlinked, .reclaimed: "Signing in was changed"
    case .export: "Your data was exported"
    case .apiKey: "A new API key"
    }
  }

  var sentence: String {
    switch self {
    case .password: "the password of your account was changed."
    case .passwordReclaimed:
      """
      a new password was set for your account. That this address is yours had never been confirmed
      before, so sessions, linked identities and API keys were taken from the account. An
      authenticator and a transaction PIN, where there were any, are as they were.
      """
    case .pin: "the transaction PIN of your account was set anew with your password."
    case .secondFactor: "codes of an authenticator were turned on or off for your account."
    case .apiKey: "an API key was made, by which a program can act for you."
    case .export: "a copy of all the data we keep about you was made."
    case .linked(let provider): "your account can be opened by way of \(provider.title) now."
    case .unlinked(let provider): "your account is not opened by way of \(provider.title) any more."
    case .reclaimed(let provider):
      """
      \(provider.title) showed that this address is yours. It had never been confirmed before, so
      the password, the sessions and whatever else opened the account were taken from it.
      """
    }
  }
}

/// Sends nothing.
private struct NoMailer: Mailer {
  func post(_ compose: @escaping @Sendable () async throws -> Mail?) {}
}
