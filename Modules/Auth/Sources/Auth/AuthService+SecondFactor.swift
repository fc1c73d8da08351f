import Crypto
public import Kernel
public import Ports

/// What an authenticator is set up with.
public struct TOTPSetup: Hashable, Sendable {
  /// The secret to type, in base 32.
  public let secret: String
  /// The secret to scan.
  public let address: String
}

extension AuthService {
  /// Begins to set up an authenticator. Nobody is asked for a code before one was right.
  /// - Throws: `AuthRefusal`: `wrongPassword`, `tooManyFailures`, `secondFactorIsOn`.
  public func setUpTOTP(
    of user: UserID, password: String, issuer: String, from client: Actor
  ) async throws -> TOTPSetup {
    let proof = try await prove(user, knows: password, from: client)
    let totp = TOTP(
      userID: user, secret: random.bytes(TOTP.secretCount), enabledAt: nil, lastStep: 0)
    let account = try await store.atomically { transaction in
      guard let found = try transaction.lockUser(user) else { throw AuthRefusal.notFound }
      // Changed meanwhile, perhaps because somebody else knows it.
      guard found.passwordHash == proof else { throw AuthRefusal.wrongPassword }
      guard try transaction.totp(of: user)?.enabledAt == nil else {
        throw AuthRefusal.secondFactorIsOn
      }
      try transaction.save(totp)
      return found.user.email?.canonical ?? found.user.profile.name
    }
    return TOTPSetup(
      secret: Base32.encode(totp.secret), address: totp.address(issuer: issuer, account: account))
  }

  /// Asks for a code at every sign-in from now on.
  /// - Returns: the recovery codes, which are told this once.
  /// - Throws: `AuthRefusal`: `secondFactorIsOff`, `secondFactorIsOn`, `wrongCode`,
  ///   `tooManyFailures`.
  public func enableTOTP(of user: UserID, code: String) async throws -> [String] {
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.make(random) }
    let now = clock.now()
    let address = try await judgeCode(of: user, for: .enabling) { transaction in
      guard let found = try transaction.lockUser(user)?.user,
        var totp = try transaction.totp(of: user)
      else { throw AuthRefusal.secondFactorIsOff }
      guard totp.enabledAt == nil else { throw AuthRefusal.secondFactorIsOn }
      guard totp.accept(code, at: now) else { throw AuthRefusal.wrongCode }
      totp.enabledAt = now
      try transaction.save(totp)
      try transaction.setRecoveryCodes(
        codes.map { RecoveryCode.hash($0, of: user) }, of: user)
      return found.email
    }
    letters.notify(address, of: .secondFactor)
    return codes
  }

  /// Asks for codes no more.
  /// - Throws: `AuthRefusal`: `wrongPassword`, `secondFactorIsOff`, `wrongCode`,
  ///   `tooManyFailures`.
  public func disableTOTP(
    of user: UserID, password: String, code: String, from client: Actor
  ) async throws {
    let proof = try await prove(user, knows: password, from: client)
    let now = clock.now()
    let address = try await judgeCode(of: user, for: .proof) { transaction in
      guard let found = try transaction.lockUser(user),
        try transaction.totp(of: user)?.enabledAt != nil
      else { throw AuthRefusal.secondFactorIsOff }
      guard found.passwordHash == proof else { throw AuthRefusal.wrongPassword }
      guard try Self.accept(code, of: user, at: now, in: transaction) else {
        throw AuthRefusal.wrongCode
      }
      try transaction.removeSecondFactor(of: user)
      return found.user.email
    }
    letters.notify(address, of: .secondFactor)
  }

  /// Asks a user who lost authenticator and recovery codes, or to whom somebody else's was given,
  /// for codes no more, and ends their sessions.
  /// - Throws: `AuthRefusal`: `notFound`, `secondFactorIsOff`.
  public func removeSecondFactor(of id: UserID, by actor: Actor) async throws -> User {
    let now = clock.now()
    let user = try await commit(at: now) { transaction -> Effect<User> in
      guard let user = try transaction.lockUser(id)?.user, user.deletedAt == nil else {
        throw AuthRefusal.notFound
      }
      guard try transaction.totp(of: id) != nil else { throw AuthRefusal.secondFactorIsOff }
      try transaction.removeSecondFactor(of: id)
      try transaction.record(
        AuditEntry(
          actor: actor, action: "user.authenticator_remove", target: "user:\(id)", at: now))
      let ended = try transaction.endSessions(of: id, except: nil, at: now)
      return Effect(value: user, revocations: ended.map { .sessionEnded($0) })
    }
    letters.notify(user.email, of: .secondFactor)
    return user
  }

  /// Ends a sign-in by password with a code, or with a recovery code.
  /// - Throws: `AuthRefusal`: `invalidChallenge`, `wrongCode`, `blocked`, `tooManyFailures`.
  public func login(challenge: String, code: String, from client: Actor) async throws -> SignIn {
    let hash = SHA256.hash(Array(challenge.utf8))
    let challenged = try await store.atomically { [clock] in
      try $0.challengedUser(hash, at: clock.now())
    }
    guard let user = challenged else { throw AuthRefusal.invalidChallenge }
    let draft = draftSession()
    let now = clock.now()
    return try await judgeCode(of: user, for: .proof) { transaction in
      guard let found = try transaction.lockUser(user)?.user else {
        throw AuthRefusal.invalidChallenge
      }
      guard found.mayAct else { throw AuthRefusal.blocked }
      guard try transaction.removeChallenge(hash, at: now) else {
        throw AuthRefusal.invalidChallenge
      }
      // Thrown, it undoes the removal: a mistyped code may be typed again.
      guard try Self.accept(code, of: user, at: now, in: transaction) else {
        throw AuthRefusal.wrongCode
      }
      return try insert(draft, of: found, from: client, at: now, in: transaction)
    }
  }

  /// Whether a code of the authenticator or a recovery code is right; it is spent if so.
  private static func accept(
    _ code: String, of user: UserID, at now: Instant, in transaction: any AuthTransaction
  ) throws -> Bool {
    guard var totp = try transaction.totp(of: user), totp.enabledAt != nil else { return false }
    if totp.accept(code, at: now) {
      try transaction.save(totp)
      return true
    }
    return try transaction.spendRecoveryCode(RecoveryCode.hash(code, of: user), of: user)
  }

  /// What a code is given for.
  private enum CodeUse: String {
    /// Ending a sign-in, or turning the authenticator off: only who knows the password gets there.
    case proof = "code"
    /// Turning it on. An access token is enough for that, and must not be for keeping the owner
    /// from signing in; so it is counted apart.
    case enabling = "code to enable"
  }

  /// Counts a code, and then judges it in a transaction.
  private func judgeCode<Value: Sendable>(
    of user: UserID, for use: CodeUse,
    _ body: @escaping @Sendable (any AuthTransaction) throws -> Value
  ) async throws -> Value {
    let throttle = settings.throttle
    let attempt = Attempt(
      try await store.admit(
        [AttemptLimit(throttle.perAccountAndAddress, use.rawValue, "\(user)")],
        within: throttle.window, at: clock.now()))
    return try await judging(attempt) {
      try await store.atomically { transaction in
        let value = try body(transaction)
        try transaction.forgive(attempt)
        return value
      }
    }
  }
}

/// The secrets of a session that is about to begin, drawn before the transaction.
struct SessionDraft: Sendable {
  let id: SessionID
  let family: RefreshFamily
  let token: RefreshToken
  let challenge: String
}

extension AuthService {
  func draftSession() -> SessionDraft {
    let id: SessionID = ids.make()
    let (family, token) = RefreshFamily.start(id, random: random)
    return SessionDraft(
      id: id, family: family, token: token, challenge: Base64URL.encode(random.bytes(32)))
  }

  func insert(
    _ draft: SessionDraft, of user: User, from client: Actor, at now: Instant,
    in transaction: any AuthTransaction
  ) throws -> SignIn {
    try transaction.insert(
      newSession(draft.id, of: user.id, family: draft.family, from: client, at: now),
      from: client.network)
    return SignIn(user: user, sessionID: draft.id, refreshToken: draft.token.text)
  }

  /// Begins a session of a locked user who showed who they are, or if they have an authenticator,
  /// lets the sign-in wait for a code.
  func begin(
    _ draft: SessionDraft, of user: User, from client: Actor, at now: Instant,
    in transaction: any AuthTransaction
  ) throws -> Result<SignIn, AuthRefusal> {
    guard try transaction.totp(of: user.id)?.enabledAt != nil else {
      return .success(try insert(draft, of: user, from: client, at: now, in: transaction))
    }
    try transaction.insertChallenge(
      SHA256.hash(Array(draft.challenge.utf8)), of: user.id,
      expiresAt: now.adding(seconds: settings.challengeLifetime), at: now)
    return .failure(.mfaRequired(token: draft.challenge))
  }
}
