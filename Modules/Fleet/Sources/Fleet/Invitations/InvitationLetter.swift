public import Kernel
public import Ports
public import Work

/// Mails an invitation to whom it is for. The code is kept nowhere but in the letter, which is
/// encrypted where secrets are, and nobody is shown it.
public struct SendInvitation: Job, Hashable {
  /// `fleet.send_invitation`.
  public static let kind = "fleet.send_invitation"
  /// The queue of mails.
  public static var queue: JobQueue { .mail }
  /// Fourteen, which with growing pauses are a day.
  public static var maxAttempts: Int { 14 }
  /// The code, and whose address it goes to.
  public static var secretArguments: Set<String> { ["code", "address"] }

  private let invitation: String
  private let address: String
  private let company: String
  private let role: String
  private let code: [UInt8]
  private let key: String?
  private let until: String

  /// Asks for an invitation to be mailed.
  /// - Parameters:
  ///   - invitation: the id of what was made, which the code is bound to.
  ///   - company: the name of the company that invites.
  ///   - role: what the invited will be there: `manager`, …, `driver`.
  ///   - end: until when the code is good.
  public init(
    of invitation: String, to address: EmailAddress, from company: String, as role: String,
    code: InvitationCode, until end: Instant, sealedBy secrets: any SecretKeeper
  ) throws {
    self.invitation = invitation
    self.address = address.canonical
    self.company = company
    self.role = role
    let kept = try secrets.keep(Array(code.text.utf8), at: Self.place(of: invitation))
    self.code = kept.octets
    key = kept.keyID
    until = "\(end)"
  }

  /// The mail; nil once the code is of no use any more.
  /// - Throws: `UnknownEncryptionKey` where another server may have the key.
  public func mail(at now: Instant, openedBy secrets: any SecretKeeper) throws -> Mail? {
    guard let end = Instant(until), now < end, let recipient = EmailAddress(address) else {
      return nil
    }
    let code = try secrets.read(
      KeptSecret(octets: code, keyID: key), at: Self.place(of: invitation))
    return Mail(
      to: recipient, subject: "An invitation",
      text: """
        Hello,

        \(company) invites you as its \(role). To accept, sign in or sign up with this address and
        enter the code

        \(String(decoding: code, as: UTF8.self))

        It is good until \(end.description.prefix(10)). If you do not know the company, there is
        nothing to do.

        """)
  }

  private static func place(of invitation: String) -> String {
    "fleet.send_invitation.code:\(invitation)"
  }
}
