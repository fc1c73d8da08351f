public import Kernel
public import Ports

/// Writes mails as they travel, and hands each to a transport.
public struct MailSender: Mailer {
  private let transport: any MailTransport
  private let from: String
  private let clock: any WallClock

  /// A sender.
  /// - Parameters:
  ///   - from: who sends the mails, an address or a name with the address in angle brackets.
  ///   - clock: the machine's time, which mails are dated by.
  public init(transport: any MailTransport, from: String, clock: any WallClock) {
    self.transport = transport
    self.from = from
    self.clock = clock
  }

  /// Sends a mail. One whose address has a domain that the DNS cannot have is refused for good.
  public func send(_ mail: Mail, as id: MailID) async throws {
    guard mail.recipient.deliverable != nil else {
      throw MailRefused("the domain of the address is no name of the DNS")
    }
    try await transport.deliver(MailMessage(mail, from: from, id: id, at: clock.now()))
  }
}
