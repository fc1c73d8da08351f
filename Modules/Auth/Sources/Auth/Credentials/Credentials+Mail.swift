import Crypto
public import Kernel
public import Ports

extension Credentials {
  /// The live token with this text and purpose.
  /// - Throws: `InvalidMailToken`.
  func mailToken(
    _ text: String, _ purpose: MailToken.Purpose
  ) async throws -> MailToken {
    let hash = MailToken.hash(text)
    let now = clock.now()
    guard let token = try await store.mailToken(hash, purpose, at: now),
      !token.expiresAt.isImplausible(asEndOf: lifetime(of: purpose), at: now)
    else { throw InvalidMailToken() }
    return token
  }

  private func lifetime(of purpose: MailToken.Purpose) -> Int64 {
    switch purpose {
    case .passwordReset: settings.mails.resetLifetime
    case .emailVerification: settings.mails.verificationLifetime
    }
  }

  /// Makes and stores a token; nil if the account was deleted meanwhile.
  func issue(
    _ purpose: MailToken.Purpose, to user: UserID, _ email: EmailAddress, lifetime: Int64
  ) async throws -> String? {
    let text = Base64URL.encode(random.bytes(32))
    let now = clock.now()
    let token = MailToken(
      hash: MailToken.hash(text), userID: user, purpose: purpose, email: email,
      expiresAt: now.adding(seconds: lifetime))
    let isKept = try await store.atomically { rows in
      guard try rows.lockUser(user) != nil else { return false }
      try rows.insert(token, at: now)
      return true
    }
    return isKept ? text : nil
  }

  /// Counts a request for a mail, and has the letter sent if the limits allow it.
  /// Mails to an address and requests from a network are limited, so that nobody can fill the
  /// mailbox of another.
  ///
  /// The time of the answer must not tell who has an account: a letter to nobody is counted,
  /// enqueued and committed, too.
  func request(
    _ letter: SendLetter, to email: EmailAddress, from client: Actor, at now: Instant
  ) async throws {
    let limits = [
      AttemptLimit(settings.mails.perAccount, "mail", email.canonical),
      AttemptLimit(settings.mails.perAddress, "mail from", client.network ?? "-"),
    ]
    try await store.atomically { [limiter] rows in
      guard try limiter.allows(limits, at: now, in: rows) else { return }
      try rows.enqueue(letter)
    }
  }

  /// Writes a letter and sends it now. A letter that has become pointless, such as one that
  /// confirms an address that is confirmed by now, is not sent.
  ///
  /// Sending one twice makes another token: links that were mailed before stay as they are.
  /// - Parameter id: the same for every attempt at the letter.
  /// - Throws: `MailRefused` or `LetterOutdated` if no other attempt would help; what the store or
  ///   the mailer throws if one may.
  public func send(_ letter: SendLetter, as id: MailID) async throws {
    guard letter.isOfUse(at: clock.now()) else { throw LetterOutdated() }
    guard let mailer = letters.mailer, let userID = letter.userID,
      let user = try await store.user(userID), let mail = try await write(letter, to: user)
    else { return }
    try await mailer.send(mail, as: id)
  }

  private func write(_ letter: SendLetter, to user: User) async throws -> Mail? {
    switch letter.about {
    case .passwordReset: try await writeReset(to: user)
    case .emailVerification: try await writeVerification(to: user, at: letter.newAddress)
    default:
      user.email.flatMap { letters.news(letter.about, to: $0, of: letter.providerName) }
    }
  }
}
