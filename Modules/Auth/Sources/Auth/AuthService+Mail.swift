import Crypto
public import Kernel
public import Ports

extension AuthService {
  /// Mails a link for a new password to whoever has this address. Returns at once and does not
  /// tell whether anybody has it.
  public func forgotPassword(email: EmailAddress, from client: Actor) {
    letters.mailer.post { [self] in
      guard let user = try await store.user(email: email), user.mayAct,
        try await mayWrite(to: email, from: client),
        let token = try await issue(
          .passwordReset, to: user.id, email, lifetime: settings.mails.resetLifetime)
      else { return nil }
      return letters.passwordReset(
        to: email, token, minutes: settings.mails.resetLifetime / 60)
    }
  }

  /// Sets a new password with what a mail brought, and ends every session. Whoever could read the
  /// mail has the address, so it is confirmed, too. If it was not before, identities and API keys
  /// may be somebody else's, who made them to lie in wait for the address's owner: they open the
  /// account no more. An authenticator and a PIN open nothing by themselves, and stay: a mail alone
  /// is not to undo them.
  /// - Throws: `AuthRefusal`: `passwordTooCommon`, `invalidMailToken`.
  public func resetPassword(
    token text: String, to new: String, from client: Actor
  ) async throws {
    let password = try Password(new)
    let token = try await mailToken(text, .passwordReset)
    let hash = try await hasher.hash(password.octets)
    let now = clock.now()
    let change = try await commit(at: now) { transaction -> Effect<SecurityChange> in
      guard let user = try transaction.lockUser(token.userID)?.user, user.mayAct,
        user.email == token.email, try transaction.spendMailToken(token, at: now)
      else { throw AuthRefusal.invalidMailToken }
      if !user.isVerified {
        try confirmAddress(of: user, by: client.acting(as: user.id), at: now, in: transaction)
        try transaction.forgetOtherWaysIn(of: user.id)
      }
      try transaction.setPasswordHash(hash, of: user.id)
      let ended = try transaction.endSessions(of: user.id, except: nil, at: now)
      return Effect(
        value: user.isVerified ? .password : .passwordReclaimed,
        revocations: ended.map { .sessionEnded($0) })
    }
    letters.notify(token.email, of: change)
  }

  /// Mails a link that confirms the user's address, unless it is confirmed.
  /// - Parameter new: the address of a user who has none yet; it is theirs once it is confirmed.
  ///   As it opens the account then, by a new password, they must have signed in lately.
  /// - Throws: `AuthRefusal`: `notFound`, `emailRequired`, `emailIsSet`, `signInTooOld`.
  public func requestVerification(
    of id: UserID, in session: SessionID, adding new: EmailAddress? = nil, from client: Actor
  ) async throws {
    let user = try await user(id)
    guard let email = user.email ?? new else { throw AuthRefusal.emailRequired }
    guard new == nil || new == email else { throw AuthRefusal.emailIsSet }
    guard !user.isVerified else { return }
    if user.email == nil {
      try await confirm(id, in: session, password: nil, from: client)
    }
    letters.mailer.post { [self] in
      guard try await mayWrite(to: email, from: client),
        let token = try await issue(
          .emailVerification, to: id, email, lifetime: settings.mails.verificationLifetime)
      else { return nil }
      return letters.emailVerification(
        to: email, token, hours: settings.mails.verificationLifetime / 3600)
    }
  }

  /// Confirms an address with what a mail brought. It becomes the address of a user who has none.
  /// - Throws: `AuthRefusal`: `invalidMailToken`, `emailTaken`.
  public func verifyEmail(token text: String) async throws {
    let token = try await mailToken(text, .emailVerification)
    let now = clock.now()
    do {
      try await store.atomically { transaction in
        guard let user = try transaction.lockUser(token.userID)?.user,
          user.email ?? token.email == token.email,
          try transaction.spendMailToken(token, at: now)
        else { throw AuthRefusal.invalidMailToken }
        guard !user.isVerified else { return }
        try transaction.update(
          user.changed(at: now) { ($0.email, $0.isVerified) = (token.email, true) })
      }
    } catch AuthConflict.email {
      throw AuthRefusal.emailTaken
    }
  }

  private func mailToken(
    _ text: String, _ purpose: MailToken.Purpose
  ) async throws -> MailToken {
    let hash = MailToken.hash(text)
    guard let token = try await store.mailToken(hash, purpose, at: clock.now()) else {
      throw AuthRefusal.invalidMailToken
    }
    return token
  }

  /// A new token; nil if the account is gone by now.
  private func issue(
    _ purpose: MailToken.Purpose, to user: UserID, _ email: EmailAddress, lifetime: Int64
  ) async throws -> String? {
    let text = Base64URL.encode(random.bytes(32))
    let now = clock.now()
    let token = MailToken(
      hash: MailToken.hash(text), userID: user, purpose: purpose, email: email,
      expiresAt: now.adding(seconds: lifetime))
    let isKept = try await store.atomically { transaction in
      guard try transaction.lockUser(user) != nil else { return false }
      try transaction.insert(token, at: now)
      return true
    }
    return isKept ? text : nil
  }

  /// Whether another mail may go to this address: so many in a window, lest somebody fills
  /// another's mailbox.
  private func mayWrite(to email: EmailAddress, from client: Actor) async throws -> Bool {
    do {
      try await store.admit(
        [
          AttemptLimit(settings.mails.perAccount, "mail", email.canonical),
          AttemptLimit(settings.mails.perAddress, "mail from", client.network ?? "-"),
        ], within: settings.throttle.window, at: clock.now())
      return true
    } catch AuthRefusal.tooManyFailures {
      return false
    }
  }
}
