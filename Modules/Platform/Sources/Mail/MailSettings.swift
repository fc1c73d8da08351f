public import Configuration
import EventLoop
public import Kernel
public import Ports

/// The settings of mail.
public enum MailSettings {
  static let transport = Setting(
    "mail.transport", optional: .oneOf(["console", "file", "smtp"]),
    "How mails are sent. By default they are printed in development, and not sent in production.")
  static let from = Setting(
    "mail.from", .mailAuthor, default: "Atrium <no-reply@localhost>",
    "The sender of mails: an address, or a name with the address in angle brackets.")
  static let smtpURL = Setting(
    "mail.smtp_url", optional: .url(schemes: ["smtp", "smtps"]), isSecret: true,
    "The mail server: smtp://user:password@host:587 or smtps://…:465.")
  static let directory = Setting(
    "mail.directory", .nonEmptyString, default: "mail",
    "The folder in which the transport `file` puts mails.")

  /// Every setting of mail.
  public static let all: [any SettingDeclaration] = [transport, from, smtpURL, directory]

  /// The contradictions among these settings.
  public static func contradictions(in configuration: Configuration) -> [String] {
    configuration[transport] == "smtp" && configuration[smtpURL] == nil
      ? ["\(MailSettingsError())"] : []
  }

  /// How many mails are handed to the mail server at once, by each process.
  private static let connections = 4

  /// The mailer that the configuration asks for; nil if no mail is sent.
  /// - Parameter clock: the machine's time.
  /// - Throws: `MailSettingsError` when mails are to go to a server and none is named.
  public static func mailer(
    _ configuration: Configuration, clock: any WallClock
  ) throws(MailSettingsError) -> (any Mailer)? {
    guard let name = transportName(configuration) else { return nil }
    return MailSender(
      transport: try transport(name, configuration), from: configuration[from], clock: clock)
  }

  /// Whether the configuration has mails sent.
  public static func sendsMail(_ configuration: Configuration) -> Bool {
    transportName(configuration) != nil
  }

  private static func transportName(_ configuration: Configuration) -> String? {
    let isDevelopment = configuration[DeploymentMode.setting] == .development
    return configuration[transport] ?? (isDevelopment ? "console" : nil)
  }

  private static func transport(
    _ name: String, _ configuration: Configuration
  ) throws(MailSettingsError) -> any MailTransport {
    switch name {
    case "console": return ConsoleTransport()
    case "file": return FileTransport(directory: configuration[directory])
    default:
      guard let url = configuration[smtpURL] else { throw MailSettingsError() }
      return SMTPTransport(url: url, pool: BlockingPool(threads: connections, queueLimit: 16))
    }
  }
}

/// Mails are to go to a mail server, and none is named.
public struct MailSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What to do about it.
  public var description: String { "mail.transport is smtp; set mail.smtp_url, too" }
}

extension SettingType where Value == String {
  /// Who sends mails: an address that mail can reach, or a name with one in angle brackets.
  static var mailAuthor: Self {
    SettingType(
      name: "sender",
      expectation:
        "an e-mail address, or a name with one such as \"Atrium <no-reply@example.com>\"",
      parse: { text in
        let address = MailMessage.bareAddress(text)
        let isWhole =
          address == text
          || (text.hasSuffix("<\(address)>") && text.utf8.count { "<>".utf8.contains($0) } == 2)
        return isWhole && EmailAddress(new: address) != nil ? text : nil
      }, show: { $0 })
  }
}
