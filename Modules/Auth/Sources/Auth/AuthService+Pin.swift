import Crypto
public import Kernel
public import Ports

/// How somebody shows that they may set another PIN.
public enum PinProof: Hashable, Sendable {
  /// By their password.
  case password(String)
  /// By the PIN they have.
  case oldPin(String)
}

extension AuthService {
  /// The user's PIN, or nil before it is set.
  public func pin(of user: UserID) async throws -> Pin? { try await store.pin(of: user) }

  /// Sets a PIN. Tokens of the one before it end; when that was forgotten, so do the other
  /// sessions, as whoever has them may be why.
  /// - Throws: `AuthRefusal`: `wrongPassword`, `tooManyFailures`, `pinNotSet`, `wrongPin`,
  ///   `pinLocked`.
  public func setPin(
    _ text: String, of user: UserID, in current: SessionID, provenBy proof: PinProof,
    from client: Actor
  ) async throws {
    switch proof {
    case .password(let password):
      try await resetPin(text, of: user, in: current, password: password, from: client)
    case .oldPin(let old):
      let hash = try await hasher.hash(Array(text.utf8))
      try await answer(old, for: user) { transaction, _, now in
        try transaction.save(Pin(userID: user, hash: hash, changedAt: now))
        try transaction.removePinTokens(of: user)
      }
    }
  }

  private func resetPin(
    _ text: String, of user: UserID, in current: SessionID, password: String, from client: Actor
  ) async throws {
    let proof = try await prove(user, knows: password, from: client)
    let hash = try await hasher.hash(Array(text.utf8))
    let now = clock.now()
    let address: EmailAddress? = try await commit(at: now) { transaction in
      guard let found = try transaction.lockUser(user), found.passwordHash == proof else {
        throw AuthRefusal.wrongPassword
      }
      let isReset = try transaction.pin(of: user) != nil
      try transaction.save(Pin(userID: user, hash: hash, changedAt: now))
      try transaction.removePinTokens(of: user)
      guard isReset else { return Effect(value: nil) }
      let ended = try transaction.endSessions(of: user, except: current, at: now)
      return Effect(value: found.user.email, revocations: ended.map { .sessionEnded($0) })
    }
    letters.notify(address, of: .pin)
  }

  /// Trades a right PIN for a token, good for one request that moves money.
  /// - Parameters:
  ///   - action: what the token is to be good for; nil for every action.
  ///   - amount: how much it is to be good for; nil for any amount.
  /// - Throws: `AuthRefusal`: `pinNotSet`, `wrongPin`, `pinLocked`.
  public func verifyPin(
    _ text: String, of user: UserID, action: PinAction?, amount: Money?
  ) async throws -> String {
    let token = Base64URL.encode(random.bytes(32))
    try await answer(text, for: user) { [settings] transaction, pin, now in
      try transaction.save(pin)
      try transaction.insert(
        PinToken(
          hash: SHA256.hash(Array(token.utf8)), userID: user, action: action, amount: amount,
          expiresAt: now.adding(seconds: settings.pins.tokenLifetime)), at: now)
    }
    return token
  }

  /// Judges an answer. The slow comparison is made before the lock is had, but what it found
  /// counts only under the lock and in turn: however many answers come at once, no more are told
  /// right from wrong than may be wrong in a row.
  private func answer(
    _ text: String, for user: UserID,
    whenRight body: @escaping @Sendable (any AuthTransaction, Pin, Instant) throws -> Void
  ) async throws {
    guard let known = try await store.pin(of: user) else { throw AuthRefusal.pinNotSet }
    try known.checkUnlocked(at: clock.now())
    let isRight = try await hasher.verify(Array(text.utf8), against: known.hash)
    let now = clock.now()
    let outcome: Result<Void, AuthRefusal> = try await store.atomically { [settings] transaction in
      guard try transaction.lockUser(user) != nil, var pin = try transaction.pin(of: user) else {
        return .failure(.pinNotSet)
      }
      do throws(AuthRefusal) { try pin.checkUnlocked(at: now) } catch { return .failure(error) }
      // Another PIN by now: then it was not the present one that was given.
      guard isRight, pin.hash == known.hash else {
        let refusal = pin.fail(at: now, settings: settings.pins)
        try transaction.save(pin)
        return .failure(refusal)
      }
      pin.succeed()
      try body(transaction, pin, now)
      return .success(())
    }
    try outcome.get()
  }
}

/// Lets other contexts ask for PIN tokens.
public struct StoredPinVerifier: PinVerifier {
  private let store: any PinStore
  private let clock: any WallClock
  private let random: any RandomSource

  /// Answers from a store.
  public init(store: any PinStore, clock: any WallClock, random: any RandomSource) {
    self.store = store
    self.clock = clock
    self.random = random
  }

  /// Whether the user has set a PIN.
  public func hasPin(_ user: UserID) async throws -> Bool { try await store.hasPin(user) }

  /// Takes a token for one request and its retries.
  public func claim(_ token: String, for use: PinUse) async throws -> PinClaim? {
    let claim = PinClaim(
      token: SHA256.hash(Array(token.utf8)),
      claimant: use.request.map { SHA256.hash(Array($0.utf8)) } ?? random.bytes(32))
    return try await store.claimPinToken(claim, for: use, at: clock.now()) ? claim : nil
  }

  /// Gives a token back that its request did not use.
  public func release(_ claim: PinClaim) async throws { try await store.releasePinToken(claim) }
}
