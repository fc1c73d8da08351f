public import Kernel
public import Ports

/// The data of a new API key.
public struct NewAPIKey: Sendable {
  /// The user it acts for.
  public let userID: UserID
  /// Its name, chosen by the owner.
  public let name: String
  /// The names of its permissions.
  public let scopes: [String]
  /// When it expires; nil for never.
  public let expiresAt: Instant?

  /// Makes the data of a key.
  public init(userID: UserID, name: String, scopes: [String], expiresAt: Instant?) {
    self.userID = userID
    self.name = name
    self.scopes = scopes
    self.expiresAt = expiresAt
  }
}

extension Credentials {
  /// Makes an API key.
  /// - Parameter session: the session of the caller, who must have signed in recently; nil at the
  ///   command line.
  /// - Returns: the key, and its text, which cannot be had again.
  /// - Throws: `SignInTooOld`, `NotFound`, `TooManyKeys`.
  public func makeAPIKey(
    _ new: NewAPIKey, in session: SessionID?, by actor: Actor
  ) async throws -> (key: APIKey, text: String) {
    let text = APIKeyText(id: ids.make(), secret: random.bytes(32))
    let now = clock.now()
    let key = APIKey(
      id: text.id, userID: new.userID, name: new.name, hash: text.hash,
      scopes: Set(new.scopes).sorted(), createdBy: actor.userID, createdAt: now,
      expiresAt: new.expiresAt)
    try await store.atomically { rows in
      guard let user = try rows.lockUser(new.userID)?.user, user.mayAct else {
        throw NotFound()
      }
      if let session {
        try reauthentication.checkRecent(session, of: actor.userID, at: now, in: rows)
      }
      guard try rows.apiKeyCount(of: user.id, at: now) < Int64(APIKey.limit) else {
        throw TooManyKeys()
      }
      try rows.insert(key)
      try rows.record(Self.entry("user.api_key_create", key, by: actor, at: now))
      try letters.tell(user, .apiKeyMade, in: rows, at: now)
    }
    return (key, text.text)
  }

  /// Up to `limit` keys of a user that are not revoked, with ids below `before`, newest first.
  public func apiKeys(
    of user: UserID, before: APIKeyID?, limit: Int
  ) async throws -> [APIKey] {
    try await store.apiKeys(of: user, before: before, limit: limit)
  }

  /// A key that is not revoked.
  /// - Parameter owner: the user it must belong to; nil for any user.
  /// - Throws: `NotFound`.
  public func apiKey(_ id: APIKeyID, of owner: UserID?) async throws -> APIKey {
    guard let key = try await store.apiKey(id)?.key, key.revokedAt == nil,
      owner == nil || key.userID == owner
    else { throw NotFound() }
    return key
  }

  /// Renames an API key.
  /// - Parameters:
  ///   - owner: the user it must belong to; nil for any user.
  ///   - actor: who makes the change. Changes by anybody but the key's user are audited, without
  ///     the names: they may be personal, and the audit trail outlives the key.
  ///   - precondition: receives the key before the change; throws to refuse.
  /// - Throws: `NotFound`, or what `precondition` throws.
  public func renameAPIKey(
    _ id: APIKeyID, of owner: UserID?, to name: String, by actor: Actor,
    precondition: @escaping @Sendable (APIKey) throws -> Void = { _ in }
  ) async throws -> APIKey {
    let now = clock.now()
    return try await store.atomically { rows in
      var key = try Self.lock(id, of: owner, in: rows)
      try precondition(key)
      guard key.name != name else { return key }
      key.name = name
      try rows.update(key)
      if actor.userID != key.userID {
        try rows.record(Self.entry("user.api_key_rename", key, by: actor, at: now))
      }
      return key
    }
  }

  /// Revokes an API key. It stops working on every server within a second.
  /// - Parameters:
  ///   - owner: the user it must belong to; nil for any user.
  ///   - precondition: receives the key before it is revoked; throws to refuse.
  /// - Throws: `NotFound` if it is revoked, another user's, or does not exist; what
  ///   `precondition` throws.
  public func revokeAPIKey(
    _ id: APIKeyID, of owner: UserID?, by actor: Actor,
    precondition: @escaping @Sendable (APIKey) throws -> Void = { _ in }
  ) async throws {
    let now = clock.now()
    try await store.atomically { rows in
      var key = try Self.lock(id, of: owner, in: rows)
      try precondition(key)
      key.revokedAt = now
      try rows.update(key)
      try rows.record(Self.entry("user.api_key_revoke", key, by: actor, at: now))
    }
  }

  /// Locks a key's user, and reads the key as it is then.
  private static func lock(
    _ id: APIKeyID, of owner: UserID?, in rows: any CredentialsTransaction
  ) throws -> APIKey {
    // Who resets a password locks the user before removing their keys.
    guard let user = try owner ?? rows.apiKey(id)?.userID, try rows.lockUser(user) != nil,
      let key = try rows.apiKey(id), key.revokedAt == nil, key.userID == user
    else { throw NotFound() }
    return key
  }

  /// The audit entry of a change. Nothing in its JSON needs an escape: scopes are permissions'
  /// names.
  private static func entry(
    _ action: String, _ key: APIKey, by actor: Actor, at now: Instant
  ) -> AuditEntry {
    let scopes = key.scopes.map { "\"\($0)\"" }.joined(separator: ",")
    return AuditEntry(
      actor: actor, action: action, target: "user:\(key.userID)",
      after: #"{"key":"\#(key.id)","scopes":[\#(scopes)]}"#, at: now)
  }
}
