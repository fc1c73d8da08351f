public import Kernel
public import Ports

extension Credentials {
  /// Changes a user's password and ends every session except the current one. Reset links that were
  /// mailed before stop working.
  /// - Throws: `Password.Weakness`, `WrongPassword`, `TooManyFailures`, `NotFound`.
  public func changePassword(
    of user: UserID, in current: SessionID, from old: String, to new: String, by client: Actor
  ) async throws {
    let password = try Password(new)
    let proof = try await reauthentication.check(password: old, of: user, from: client)
    let hash = try await hasher.hash(password.octets)
    let now = clock.now()
    let address = try await commit(at: now) { rows in
      // If the password was changed meanwhile, the one that was given is not the current one.
      guard let found = try rows.lockUser(user), found.passwordHash == proof else {
        throw WrongPassword()
      }
      try rows.setPasswordHash(hash, of: user)
      try rows.removeMailTokens(of: user, for: .passwordReset)
      let ended = try rows.endSessions(of: user, except: current, at: now)
      return Effect(value: found.user.email, revocations: ended.map { .sessionEnded($0) })
    }
    letters.notify(address, of: .password)
  }

  /// Mails a password reset link to the user with this address. Returns at once and does not tell
  /// whether there is such a user.
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

  /// Sets a new password with a mailed token, and ends every session.
  ///
  /// Whoever reads the mail owns the address, so the address becomes verified. If it was not
  /// verified before, somebody else may have linked identities or made API keys to lie in wait for
  /// the owner, so these are removed. An authenticator and a PIN open nothing by themselves and
  /// stay: a mail alone must not undo them.
  /// - Throws: `Password.Weakness`, `InvalidMailToken`.
  public func resetPassword(
    token text: String, to new: String, from client: Actor
  ) async throws {
    let password = try Password(new)
    let token = try await mailToken(text, .passwordReset)
    let hash = try await hasher.hash(password.octets)
    let now = clock.now()
    let change = try await commit(at: now) { rows -> Effect<SecurityChange> in
      guard let user = try rows.lockUser(token.userID)?.user, user.mayAct,
        user.email == token.email, try rows.spendMailToken(token, at: now)
      else { throw InvalidMailToken() }
      if !user.isVerified {
        try rows.confirmAddress(of: user, by: client.acting(as: user.id), at: now)
        try rows.removeOtherSignInMethods(of: user.id)
      }
      try rows.setPasswordHash(hash, of: user.id)
      let ended = try rows.endSessions(of: user.id, except: nil, at: now)
      return Effect(
        value: user.isVerified ? .password : .passwordReclaimed,
        revocations: ended.map { .sessionEnded($0) })
    }
    letters.notify(token.email, of: change)
  }
}
