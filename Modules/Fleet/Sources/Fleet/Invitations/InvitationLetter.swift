public import Kernel
import Ports
public import Work

/// Mails an invitation to whom it is for. The code is in the letter that is kept, and nobody is
/// shown it.
public struct SendInvitation: Job, Hashable {
  /// `fleet.send_invitation`.
  public static let kind = "fleet.send_invitation"
  /// The queue of mails.
  public static var queue: JobQueue { .mail }
  /// Fourteen, which with growing pauses are a day.
  public static var maxAttempts: Int { 14 }
  /// Whose address it goes to, and the code in jobs of the release before.
  public static var secretArguments: Set<String> { ["code", "address"] }

  private let invitation: String
  private let address: String
  private let company: String
  private let role: String
  private let until: String
  // The release before had the code here, sealed for another place.
  private let code: [UInt8]?
  private let key: String?

  /// Asks for an invitation to be mailed.
  /// - Parameters:
  ///   - letter: what is kept of it.
  ///   - company: the name of the company that invites.
  ///   - role: what the invited will be there: `manager`, …, `driver`.
  public init(
    _ letter: KeptLetter, to address: EmailAddress, from company: String, as role: String
  ) {
    invitation = "\(letter.id)"
    self.address = address.canonical
    self.company = company
    self.role = role
    until = "\(letter.endsAt)"
    code = nil
    key = nil
  }

  /// The letter that is kept of it.
  var letterID: KeptLetter.ID? { KeptLetter.ID(invitation) }

  /// The code that the job itself has; nil unless it is of the release before.
  /// - Throws: what opening it throws.
  func ownCode(openedBy secrets: any SecretKeeper) throws -> [UInt8]? {
    guard let code else { return nil }
    return try secrets.read(
      KeptSecret(octets: code, keyID: key), at: "fleet.send_invitation.code:\(invitation)")
  }

  /// The mail with a code; nil once the code is of no use any more.
  func mail(with code: [UInt8], at now: Instant) -> Mail? {
    guard let end = Instant(until), now < end, let recipient = EmailAddress(address) else {
      return nil
    }
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
}
