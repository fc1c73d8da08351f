public import Kernel
public import Ports

extension Credentials {
  /// Mails a link that verifies the user's address, unless it is verified.
  /// - Parameter new: an address for a user who has none yet; it becomes theirs once it is
  ///   verified. It can then open the account by a password reset, so the user must have signed in
  ///   recently.
  /// - Throws: `NotFound`, `VerificationRefusal`, `SignInTooOld`.
  public func requestVerification(
    of id: UserID, in session: SessionID, adding new: EmailAddress? = nil, from client: Actor
  ) async throws {
    guard let user = try await store.user(id) else { throw NotFound() }
    guard let email = user.email ?? new else { throw VerificationRefusal.emailRequired }
    guard new == nil || new == email else { throw VerificationRefusal.emailIsSet }
    guard !user.isVerified else { return }
    if user.email == nil {
      try await reauthentication.check(password: nil, of: id, in: session, from: client)
    }
    guard letters.areSent else { return }
    let now = clock.now()
    let letter = SendLetter(
      .emailVerification, to: id, at: user.email == nil ? email : nil,
      until: now.adding(seconds: settings.mails.verificationLifetime))
    try await request(letter, to: email, from: client, at: now)
  }

  /// Writes the letter that verifies an address, and makes its token; nil if there is nothing to
  /// verify any more.
  func writeVerification(to user: User, at new: EmailAddress?) async throws -> Mail? {
    let lifetime = settings.mails.verificationLifetime
    guard !user.isVerified, let email = user.email ?? new, new == nil || new == email,
      let token = try await issue(.emailVerification, to: user.id, email, lifetime: lifetime)
    else { return nil }
    return letters.emailVerification(to: email, token, hours: lifetime / 3600)
  }

  /// Verifies an address with a mailed token. A user without an address gets it.
  /// - Throws: `InvalidMailToken`, `EmailTaken`.
  public func verifyEmail(token text: String) async throws {
    let token = try await mailToken(text, .emailVerification)
    let now = clock.now()
    do {
      try await store.atomically { rows in
        guard let user = try rows.lockUser(token.userID)?.user,
          user.email ?? token.email == token.email,
          try rows.spendMailToken(token, at: now)
        else { throw InvalidMailToken() }
        guard !user.isVerified else { return }
        try rows.update(
          user.changed(at: now) { ($0.email, $0.isVerified) = (token.email, true) })
      }
    } catch AuthConflict.email {
      throw EmailTaken()
    }
  }
}
