import Crypto
public import Kernel
public import Ports

/// Proves that a user may set another PIN.
public enum PinProof: Hashable, Sendable {
  /// The password.
  case password(String)
  /// The current PIN.
  case oldPin(String)
}

extension Credentials {
  /// The user's PIN, or nil before it is set.
  public func pin(of user: UserID) async throws -> Pin? { try await store.pin(of: user) }

  /// Sets a user's PIN. Tokens of the PIN before stop working. A PIN that is replaced by password
  /// also ends the user's other sessions: one of them may be why it was replaced.
  /// - Throws: `WrongPassword`, `TooManyFailures`, `PinRefusal`.
  public func setPin(
    _ text: String, of user: UserID, in current: SessionID, provenBy proof: PinProof,
    from client: Actor
  ) async throws {
    switch proof {
    case .password(let password):
      try await resetPin(text, of: user, in: current, password: password, from: client)
    case .oldPin(let old):
      let hash = try await hasher.hash(Array(text.utf8))
      try await answer(old, for: user) { rows, _, now in
        try rows.save(Pin(userID: user, hash: hash, changedAt: now))
        try rows.removePinTokens(of: user)
      }
    }
  }

  private func resetPin(
    _ text: String, of user: UserID, in current: SessionID, password: String, from client: Actor
  ) async throws {
    let proof = try await reauthentication.check(password: password, of: user, from: client)
    let hash = try await hasher.hash(Array(text.utf8))
    let now = clock.now()
    try await commit(at: now) { rows in
      guard let found = try rows.lockUser(user), found.passwordHash == proof else {
        throw WrongPassword()
      }
      let isReset = try rows.pin(of: user) != nil
      try rows.save(Pin(userID: user, hash: hash, changedAt: now))
      try rows.removePinTokens(of: user)
      guard isReset else { return Effect(value: ()) }
      let ended = try rows.revokeSessions(of: user, except: current, at: now)
      try letters.tell(found.user, .pinChanged, in: rows, at: now)
      return Effect(value: (), revocations: ended.map { .sessionEnded($0) })
    }
  }

  /// Exchanges the right PIN for a token that authorises one request that moves money.
  /// - Parameters:
  ///   - action: the action it authorises; nil for any action.
  ///   - amount: the amount it authorises; nil for any amount.
  /// - Throws: `PinRefusal`.
  public func verifyPin(
    _ text: String, of user: UserID, action: PinAction?, amount: Money?
  ) async throws -> String {
    let token = Base64URL.encode(random.bytes(32))
    try await answer(text, for: user) { [settings] rows, pin, now in
      try rows.save(pin)
      try rows.insert(
        PinToken(
          hash: SHA256.hash(Array(token.utf8)), userID: user, action: action, amount: amount,
          expiresAt: now.adding(seconds: settings.pins.tokenLifetime)), at: now)
    }
    return token
  }

  /// Judges a PIN. The slow comparison runs before the lock is taken, but its result counts only
  /// under the lock, one after another: however many guesses arrive at once, no more are judged
  /// than may be wrong in a row.
  private func answer(
    _ text: String, for user: UserID,
    whenRight body: @escaping @Sendable (any CredentialsTransaction, Pin, Instant) throws -> Void
  ) async throws {
    guard let known = try await store.pin(of: user) else { throw PinRefusal.notSet }
    try known.checkUnlocked(at: clock.now(), settings: settings.pins)
    let isRight = try await hasher.verify(Array(text.utf8), against: known.hash)
    let now = clock.now()
    let outcome: Result<Void, PinRefusal> = try await store.atomically { [settings] rows in
      guard try rows.lockUser(user) != nil, var pin = try rows.pin(of: user) else {
        return .failure(.notSet)
      }
      do throws(PinRefusal) {
        try pin.checkUnlocked(at: now, settings: settings.pins)
      } catch {
        return .failure(error)
      }
      // If the PIN was changed meanwhile, the one that was given is not the current one.
      guard isRight, pin.hash == known.hash else {
        let refusal = pin.fail(at: now, settings: settings.pins)
        try rows.save(pin)
        return .failure(refusal)
      }
      pin.succeed()
      try body(rows, pin, now)
      return .success(())
    }
    try outcome.get()
  }
}
