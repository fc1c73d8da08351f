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
    try await commit(at: now) { rows in
      // If the password was changed meanwhile, the one that was given is not the current one.
      guard let found = try rows.lockUser(user), found.passwordHash == proof else {
        throw WrongPassword()
      }
      try rows.setPasswordHash(hash, of: user)
      try rows.removeMailTokens(of: user, for: .passwordReset)
      let ended = try rows.revokeSessions(of: user, except: current, at: now)
      try letters.tell(found.user, .passwordChanged, in: rows, at: now)
      return Effect(value: (), revocations: ended.map { .sessionEnded($0) })
    }
  }

  /// Mails a password reset link to the user with this address, after the call. Does not tell
  /// whether there is such a user.
  public func forgotPassword(email: EmailAddress, from client: Actor) async throws {
    guard letters.areSent else { return }
    let user = try await store.user(email: email)
    let now = clock.now()
    let addressee = user.flatMap { $0.mayAct ? $0.id : nil } ?? .nobody
    let letter = SendLetter(
      .passwordReset, to: addressee, until: now.adding(seconds: settings.mails.resetLifetime))
    try await request(letter, to: email, from: client, at: now)
  }

  /// Writes the letter with a link for a new password, and makes its token; nil if the user may not
  /// sign in.
  func writeReset(to user: User) async throws -> Mail? {
    let lifetime = settings.mails.resetLifetime
    guard user.mayAct, let email = user.email,
      let token = try await issue(.passwordReset, to: user.id, email, lifetime: lifetime)
    else { return nil }
    return letters.passwordReset(to: email, token, minutes: lifetime / 60)
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
    try await commit(at: now) { rows in
      guard let user = try rows.lockUser(token.userID)?.user, user.mayAct,
        user.email == token.email, try rows.spendMailToken(token, at: now)
      else { throw InvalidMailToken() }
      if !user.isVerified {
        try rows.confirmAddress(of: user, by: client.acting(as: user.id), at: now)
        try rows.removeOtherSignInMethods(of: user.id)
      }
      try rows.setPasswordHash(hash, of: user.id)
      let ended = try rows.revokeSessions(of: user.id, at: now)
      try letters.tell(
        user, user.isVerified ? .passwordChanged : .passwordReclaimed, in: rows, at: now)
      return Effect(value: (), revocations: ended.map { .sessionEnded($0) })
    }
  }
}

extension UserID {
  /// Whom letters go to that nobody gets. They are asked for like others, so that the time of an
  /// answer does not tell who has an account.
  fileprivate static let nobody = UserID(rawValue: 0)
}
