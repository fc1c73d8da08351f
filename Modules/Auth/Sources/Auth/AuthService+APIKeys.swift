import Crypto
public import Kernel
public import Ports

/// What a new key is to be.
public struct APIKeyWish: Sendable {
  /// For whom it acts.
  public let userID: UserID
  /// What its owner calls it.
  public let name: String
  /// The names of the permissions that it has.
  public let scopes: [String]
  /// When it runs out; nil for never.
  public let expiresAt: Instant?

  /// Puts a wish together.
  public init(userID: UserID, name: String, scopes: [String], expiresAt: Instant?) {
    self.userID = userID
    self.name = name
    self.scopes = scopes
    self.expiresAt = expiresAt
  }
}

extension AuthService {
  /// Makes a key. Its text is told this once.
  /// - Parameter session: the session of whoever asks, who must have signed in lately; nil at the
  ///   command line.
  /// - Throws: `AuthRefusal`: `signInTooOld`, `notFound`, `tooManyKeys`.
  public func makeAPIKey(
    _ wish: APIKeyWish, in session: SessionID?, by actor: Actor
  ) async throws -> (key: APIKey, text: String) {
    let text = APIKeyText(id: ids.make(), secret: random.bytes(32))
    let now = clock.now()
    let key = APIKey(
      id: text.id, userID: wish.userID, name: wish.name, hash: text.hash,
      scopes: Set(wish.scopes).sorted(), createdBy: actor.userID, createdAt: now,
      expiresAt: wish.expiresAt)
    let address = try await store.atomically { transaction in
      guard let user = try transaction.lockUser(wish.userID)?.user, user.mayAct else {
        throw AuthRefusal.notFound
      }
      if let session { try checkRecent(session, of: actor.userID, at: now, in: transaction) }
      guard try transaction.apiKeyCount(of: user.id, at: now) < Int64(APIKey.limit) else {
        throw AuthRefusal.tooManyKeys
      }
      try transaction.insert(key)
      try transaction.record(Self.entry("user.api_key_create", key, by: actor, at: now))
      return user.email
    }
    letters.notify(address, of: .apiKey)
    return (key, text.text)
  }

  /// Refuses somebody who signed in too long ago for what only they themselves may do, or whose
  /// session ended while the request was under way: who was shut out keeps no way in by having
  /// asked a moment before.
  func checkRecent(
    _ session: SessionID, of user: UserID?, at now: Instant,
    in transaction: any AuthTransaction
  ) throws {
    guard let current = try transaction.session(session), current.userID == user else {
      throw AuthRefusal.notFound
    }
    guard current.isLive(at: now),
      now < current.createdAt.adding(seconds: settings.recentSignIn)
    else { throw AuthRefusal.signInTooOld }
  }

  /// Up to `limit` keys of a user that were not taken back, with ids below `before`, newest first.
  public func apiKeys(
    of user: UserID, before: APIKeyID?, limit: Int
  ) async throws -> [APIKey] {
    try await store.apiKeys(of: user, before: before, limit: limit)
  }

  /// A key that was not taken back.
  /// - Parameter owner: whose it must be; nil for anybody's.
  /// - Throws: `AuthRefusal.notFound`.
  public func apiKey(_ id: APIKeyID, of owner: UserID?) async throws -> APIKey {
    guard let key = try await store.apiKey(id)?.key, key.revokedAt == nil,
      owner == nil || key.userID == owner
    else { throw AuthRefusal.notFound }
    return key
  }

  /// Calls a key otherwise.
  /// - Parameters:
  ///   - owner: whose it must be; nil for anybody's.
  ///   - actor: who does it. What somebody else than the key's user does is audited, without the
  ///     names: they may be personal, and the trail outlives the key.
  ///   - precondition: given the key that is about to be changed; throws to refuse.
  /// - Throws: `AuthRefusal.notFound`, or what `precondition` throws.
  public func renameAPIKey(
    _ id: APIKeyID, of owner: UserID?, to name: String, by actor: Actor,
    precondition: @escaping @Sendable (APIKey) throws -> Void = { _ in }
  ) async throws -> APIKey {
    let now = clock.now()
    return try await store.atomically { transaction in
      var key = try Self.lock(id, of: owner, in: transaction)
      try precondition(key)
      guard key.name != name else { return key }
      key.name = name
      try transaction.update(key)
      if actor.userID != key.userID {
        try transaction.record(Self.entry("user.api_key_rename", key, by: actor, at: now))
      }
      return key
    }
  }

  /// Takes a key back. Every server knows within a second.
  /// - Parameters:
  ///   - owner: whose it must be; nil for anybody's.
  ///   - precondition: given the key that is about to be taken back; throws to refuse.
  /// - Throws: `AuthRefusal.notFound` for one that was taken back, another's, or nobody's; what
  ///   `precondition` throws.
  public func revokeAPIKey(
    _ id: APIKeyID, of owner: UserID?, by actor: Actor,
    precondition: @escaping @Sendable (APIKey) throws -> Void = { _ in }
  ) async throws {
    let now = clock.now()
    try await store.atomically { transaction in
      var key = try Self.lock(id, of: owner, in: transaction)
      try precondition(key)
      key.revokedAt = now
      try transaction.update(key)
      try transaction.record(Self.entry("user.api_key_revoke", key, by: actor, at: now))
    }
  }

  private static func lock(
    _ id: APIKeyID, of owner: UserID?, in transaction: any AuthTransaction
  ) throws -> APIKey {
    guard let key = try transaction.lockAPIKey(id), key.revokedAt == nil,
      owner == nil || key.userID == owner
    else { throw AuthRefusal.notFound }
    return key
  }

  /// Nothing in it needs an escape: scopes are the names of permissions.
  private static func entry(
    _ action: String, _ key: APIKey, by actor: Actor, at now: Instant
  ) -> AuditEntry {
    let scopes = key.scopes.map { "\"\($0)\"" }.joined(separator: ",")
    return AuditEntry(
      actor: actor, action: action, target: "user:\(key.userID)",
      after: #"{"key":"\#(key.id)","scopes":[\#(scopes)]}"#, at: now)
  }
}
