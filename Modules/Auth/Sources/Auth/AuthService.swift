public import Kernel
import Ports

/// What users and those who administer them do with accounts and sessions.
public struct AuthService: Sendable {
  let store: any AuthStore
  let hasher: any PasswordHasher
  let revocations: RevocationList
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource
  let letters: Letters
  let verifier: any IdentityVerifier
  /// The settings in use.
  public let settings: AuthSettings

  /// Makes the service. `revocations` is where its own revocations go at once.
  public init(
    store: any AuthStore, hasher: any PasswordHasher, revocations: RevocationList,
    clock: any WallClock,
    ids: any IDSource, random: any RandomSource, letters: Letters = .none,
    verifier: any IdentityVerifier = .none, settings: AuthSettings = AuthSettings()
  ) {
    self.store = store
    self.hasher = hasher
    self.revocations = revocations
    self.clock = clock
    self.ids = ids
    self.random = random
    self.letters = letters
    self.verifier = verifier
    self.settings = settings
  }

  /// The outcome of a transaction and what every server must know of it.
  struct Effect<Value: Sendable>: Sendable {
    let value: Value
    var revocations: [Revocation] = []
  }

  /// Runs a transaction, publishes its revocations within it, and heeds them here at once when it
  /// is committed.
  func commit<Value: Sendable>(
    at now: Instant,
    _ body: @escaping @Sendable (any AuthTransaction) throws -> Effect<Value>
  ) async throws -> Value {
    let effect = try await store.atomically { transaction in
      let effect = try body(transaction)
      for revocation in effect.revocations { try transaction.publish(revocation, at: now) }
      return effect
    }
    for revocation in effect.revocations { revocations.post(revocation, at: now) }
    return effect.value
  }
}

/// What somebody gets who has just signed in or refreshed.
public struct SignIn: Hashable, Sendable {
  /// Who.
  public let user: User
  /// The session.
  public let sessionID: SessionID
  /// Renews the session, once.
  public let refreshToken: String

  /// What the session's access token says now.
  public func claims(at now: Instant, lifetime: Int64) -> AccessClaims {
    AccessClaims(
      userID: user.id, sessionID: sessionID, roles: user.roles, epoch: user.epoch,
      issuedAt: Instant(seconds: now.seconds),
      expiresAt: Instant(seconds: now.seconds).adding(seconds: lifetime))
  }
}
