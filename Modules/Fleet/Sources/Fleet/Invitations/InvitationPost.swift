public import Kernel
public import Ports
public import Work

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
  ///   - invitation: the id of what was made.
  ///   - company: the name of the company that invites.
  ///   - role: what the invited will be there: `manager`, …, `driver`.
  /// - Throws: what sealing the code throws.
  public func send(
    _ code: InvitationCode, of invitation: String, to address: EmailAddress,
    from company: String, as role: String, at now: Instant, in work: any Work
  ) throws {
    guard areSent else { return }
    try work.enqueue(
      SendInvitation(
        of: invitation, to: address, from: company, as: role, code: code, until: end(from: now),
        sealedBy: secrets))
  }

  /// The mail of a letter; nil once its code is of no use any more.
  /// - Throws: `UnknownEncryptionKey` where another server may have the key.
  public func mail(_ letter: SendInvitation, at now: Instant) throws -> Mail? {
    try letter.mail(at: now, openedBy: secrets)
  }
}
