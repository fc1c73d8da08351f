import Crypto
import Kernel
import Ports

extension Credentials {
  /// The live token with this text and purpose.
  /// - Throws: `InvalidMailToken`.
  func mailToken(
    _ text: String, _ purpose: MailToken.Purpose
  ) async throws -> MailToken {
    let hash = MailToken.hash(text)
    guard let token = try await store.mailToken(hash, purpose, at: clock.now()) else {
      throw InvalidMailToken()
    }
    return token
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

  /// Whether another mail may be sent to this address and asked for from this network: both are
  /// limited, so that nobody can fill the mailbox of another.
  func mayWrite(to email: EmailAddress, from client: Actor) async throws -> Bool {
    try await limiter.allows([
      AttemptLimit(settings.mails.perAccount, "mail", email.canonical),
      AttemptLimit(settings.mails.perAddress, "mail from", client.network ?? "-"),
    ])
  }
}
