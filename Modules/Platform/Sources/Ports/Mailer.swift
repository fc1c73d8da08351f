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
  /// Takes a mail that is yet to be written, and returns at once. It is written and sent off the
  /// request, so that the time an answer takes does not tell whether there was anybody to write
  /// to. A mail may be lost when the program ends or too many wait.
  /// - Parameter compose: writes the mail, or finds that there is none to write.
  func post(_ compose: @escaping @Sendable () async throws -> Mail?)
}

/// The program's mailer. The program provides it, unless its configuration sends no mail.
public enum MailerPort: PortKey {
  /// What answers it.
  public typealias Value = any Mailer
  /// `Mailer`.
  public static let name = "Mailer"
}
