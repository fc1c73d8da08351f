public import Kernel

/// A mail to one person: plain text, as short as it can be.
public struct Mail: Sendable, Hashable {
  /// To whom.
  public let recipient: EmailAddress
  /// What it is about, in one line of ASCII.
  public let subject: String
  /// What it says, in lines that end in LF.
  public let text: String

  /// Writes a mail.
  public init(to recipient: EmailAddress, subject: String, text: String) {
    self.recipient = recipient
    self.subject = subject
    self.text = text
  }
}

/// Sends mails.
public protocol Mailer: Sendable {
  /// Sends a mail. It is on its way when the call returns.
  /// - Parameter id: the same for every attempt at one mail, so that a recipient who gets it twice
  ///   can tell.
  /// - Throws: `MailRefused` if no other attempt would help; any other error if one may.
  func send(_ mail: Mail, as id: MailID) async throws
}

/// What a `MailID` is the id of.
public enum MailTag {}
/// The id of a mail; its `Message-ID` is made of it.
public typealias MailID = Identifier<MailTag>

/// A mail was refused for good: its recipient does not exist, or does not take it.
public struct MailRefused: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why, without the recipient.
  public let description: String

  /// Makes the error.
  public init(_ reason: String) { description = reason }
}

/// The program's mailer. The program provides it, unless its configuration sends no mail.
public enum MailerPort: PortKey {
  /// What answers it.
  public typealias Value = any Mailer
  /// `Mailer`.
  public static let name = "Mailer"
}
