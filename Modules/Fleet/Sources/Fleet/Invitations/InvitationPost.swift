public import Kernel
public import Ports
import Work

/// Makes the codes of invitations, to companies and of drivers, and has them mailed.
public struct InvitationPost: Sendable {
  private let random: any RandomSource
  private let secrets: any SecretKeeper
  private let areSent: Bool
  private let terms: FleetTermsSource

  /// Makes a post.
  /// - Parameters:
  ///   - secrets: encrypts codes in letters that wait to be sent.
  ///   - areSent: whether the program sends mails; if not, no letter is kept to be sent.
  public init(
    random: any RandomSource, secrets: any SecretKeeper = PlainSecrets(), areSent: Bool = true,
    terms: @escaping FleetTermsSource
  ) {
    self.random = random
    self.secrets = secrets
    self.areSent = areSent
    self.terms = terms
  }

  /// A new code.
  public func code() -> InvitationCode { InvitationCode(from: random) }

  /// Until when a code is good that is made now.
  public func end(from now: Instant) -> Instant { now.adding(terms().invitationTTL) }

  /// Has a code mailed, after the commit.
  /// - Parameters:
  ///   - invitation: the id of what was made, or of the driver who is invited.
  ///   - company: the name of the company that invites.
  ///   - role: what the invited will be there: `manager`, …, `driver`.
  /// - Throws: what sealing the code throws, or the store's error.
  public func send<Invited>(
    _ code: InvitationCode, of invitation: Identifier<Invited>, to address: EmailAddress,
    from company: String, as role: String, at now: Instant, in transaction: any FleetTransaction
  ) throws {
    guard areSent else { return }
    let id = KeptLetter.ID(rawValue: invitation.rawValue)
    let letter = KeptLetter(
      id: id, code: try secrets.keep(Array(code.text.utf8), at: KeptLetter.place(of: id)),
      endsAt: end(from: now))
    try transaction.keep(letter, at: now)
    try transaction.work.enqueue(SendInvitation(letter, to: address, from: company, as: role))
  }

  /// Mails a letter and forgets its code. Nothing is sent that is of no use any more.
  /// - Returns: whether there was anything to send.
  /// - Throws: `UnknownEncryptionKey` where another server may have the key; what the mailer
  ///   throws, or the store's error.
  public func deliver(
    _ letter: SendInvitation, kept letters: any LetterReading, by mailer: any Mailer,
    as id: MailID, at now: Instant
  ) async throws -> Bool {
    let kept: KeptLetter? =
      if let id = letter.letterID { try await letters.letter(id) } else { nil }
    let code =
      try letter.ownCode(openedBy: secrets)
      ?? kept.map { try secrets.read($0.code, at: KeptLetter.place(of: $0.id)) }
    guard let code, let mail = letter.mail(with: code, at: now) else { return false }
    try await mailer.send(mail, as: id)
    if let kept { try await letters.forget(kept) }
    return true
  }
}
