public import Kernel
public import Ports

/// The secret of a new authenticator.
public struct TOTPSetup: Hashable, Sendable {
  /// The secret to type, in base 32.
  public let secret: String
  /// The `otpauth` URL to scan.
  public let address: String
}

extension Credentials {
  /// Starts to set up an authenticator. Sign-ins ask for its codes once `enableTOTP` has succeeded.
  /// - Throws: `WrongPassword`, `TooManyFailures`, `SecondFactorIsOn`.
  public func setUpTOTP(
    of user: UserID, password: String, issuer: String, from client: Actor
  ) async throws -> TOTPSetup {
    let proof = try await reauthentication.check(password: password, of: user, from: client)
    let totp = TOTP(
      userID: user, secret: random.bytes(TOTP.secretCount), enabledAt: nil, lastStep: 0)
    let account = try await store.atomically { rows in
      guard let found = try rows.lockUser(user) else { throw NotFound() }
      // The password was changed meanwhile, perhaps because somebody else knows it.
      guard found.passwordHash == proof else { throw WrongPassword() }
      guard try rows.totp(of: user)?.enabledAt == nil else {
        throw SecondFactorIsOn()
      }
      try rows.save(totp)
      return found.user.email?.canonical ?? found.user.profile.name
    }
    return TOTPSetup(
      secret: Base32.encode(totp.secret), address: totp.address(issuer: issuer, account: account))
  }

  /// Enables the authenticator that was set up: every sign-in asks for a code from now on.
  /// - Returns: the recovery codes, which cannot be had again.
  /// - Throws: `TooManyFailures`, `SecondFactorIsOff`, `SessionEnded`, `SecondFactorIsOn`,
  ///   `WrongCode`.
  public func enableTOTP(
    of user: UserID, in session: SessionID, code: String
  ) async throws -> [String] {
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.make(random) }
    let now = clock.now()
    try await judgeCode(of: user, for: .enabling) { rows in
      guard let found = try rows.lockUser(user)?.user,
        var totp = try rows.totp(of: user)
      else { throw SecondFactorIsOff() }
      try reauthentication.checkLive(session, of: user, at: now, in: rows)
      guard totp.enabledAt == nil else { throw SecondFactorIsOn() }
      guard totp.accept(code, at: now) else { throw WrongCode() }
      totp.enabledAt = now
      try rows.save(totp)
      try rows.setRecoveryCodes(
        codes.map { RecoveryCode.hash($0, of: user) }, of: user)
      try letters.tell(found, .secondFactorChanged, in: rows, at: now)
    }
    return codes
  }

  /// Disables the authenticator.
  /// - Throws: `WrongPassword`, `SecondFactorIsOff`, `WrongCode`, `TooManyFailures`.
  public func disableTOTP(
    of user: UserID, password: String, code: String, from client: Actor
  ) async throws {
    let proof = try await reauthentication.check(password: password, of: user, from: client)
    let now = clock.now()
    try await judgeCode(of: user, for: .proof) { rows in
      guard let found = try rows.lockUser(user),
        try rows.totp(of: user)?.enabledAt != nil
      else { throw SecondFactorIsOff() }
      guard found.passwordHash == proof else { throw WrongPassword() }
      guard try rows.acceptCode(code, of: user, at: now) else {
        throw WrongCode()
      }
      try rows.removeSecondFactor(of: user)
      try letters.tell(found.user, .secondFactorChanged, in: rows, at: now)
    }
  }

  /// Removes the authenticator of a user who lost it and their recovery codes, and ends their
  /// sessions.
  /// - Throws: `NotFound`, `SecondFactorIsOff`.
  public func removeSecondFactor(of id: UserID, by actor: Actor) async throws -> User {
    let now = clock.now()
    return try await commit(at: now) { rows -> Effect<User> in
      guard let user = try rows.lockUser(id)?.user, user.deletedAt == nil else {
        throw NotFound()
      }
      guard try rows.totp(of: id) != nil else { throw SecondFactorIsOff() }
      try rows.removeSecondFactor(of: id)
      try rows.record(
        AuditEntry(
          actor: actor, action: "user.authenticator_remove", target: "user:\(id)", at: now))
      let ended = try rows.revokeSessions(of: id, at: now)
      try letters.tell(user, .secondFactorChanged, in: rows, at: now)
      return Effect(value: user, revocations: ended.map { .sessionEnded($0) })
    }
  }

  /// Counts a code, and judges it in a transaction.
  private func judgeCode<Value: Sendable>(
    of user: UserID, for use: AttemptLimiter.CodeUse,
    _ body: @escaping @Sendable (any CredentialsTransaction) throws -> Value
  ) async throws -> Value {
    let attempt = try await limiter.admitCode(of: user, for: use)
    return try await limiter.judging(attempt) {
      try await store.atomically { rows in
        let value = try body(rows)
        try rows.forgive(attempt)
        return value
      }
    }
  }
}
