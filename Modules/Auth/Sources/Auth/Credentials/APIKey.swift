import Crypto
public import Kernel

/// A key with which a program acts for a user, as the store keeps it.
public struct APIKey: Hashable, Sendable {
  /// Its id. It is part of the text, so that a leaked key can be identified.
  public let id: APIKeyID
  /// The user it acts for.
  public let userID: UserID
  /// Its name, chosen by the owner.
  public var name: String
  /// The digest of its secret.
  public let hash: [UInt8]
  /// The names of its permissions, sorted.
  public let scopes: [String]
  /// Who made it: the user or an administrator; nil for the command line.
  public let createdBy: UserID?
  /// When it was made.
  public let createdAt: Instant
  /// When it expires; nil for never.
  public let expiresAt: Instant?
  /// When it was revoked; nil if it is not.
  public var revokedAt: Instant?
  /// When it was last used, to the nearest five minutes.
  public let lastUsedAt: Instant?

  /// Makes a key.
  public init(
    id: APIKeyID, userID: UserID, name: String, hash: [UInt8], scopes: [String],
    createdBy: UserID?, createdAt: Instant, expiresAt: Instant?, revokedAt: Instant? = nil,
    lastUsedAt: Instant? = nil
  ) {
    self.id = id
    self.userID = userID
    self.name = name
    self.hash = hash
    self.scopes = scopes
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
    self.lastUsedAt = lastUsedAt
  }

  /// Whether the key is neither revoked nor expired.
  public func isLive(at now: Instant) -> Bool {
    revokedAt == nil && expiresAt.map { now < $0 } ?? true
  }

  /// The part of the key's text that may be shown, enough to recognise it.
  public var prefix: String { APIKeyText.prefix(of: id) }

  /// How many live keys a user may have.
  public static let limit = 50
}

/// A key as a program sends it: `atk_`, the id, a dot and the secret, both in base 64 for URLs.
public struct APIKeyText: Sendable {
  /// The prefix of every key.
  public static let mark = "atk_"
  private static let idLength = 22
  private static let secretLength = 43

  /// The id of the key it claims to be.
  public let id: APIKeyID
  private let secret: [UInt8]

  /// Parses a text; nil if it cannot be a key.
  public init?(_ text: String) {
    guard text.utf8.count <= 512 else { return nil }
    let octets = Array(CopiedText.token(text).utf8)
    let mark = Array(Self.mark.utf8)
    let dot = mark.count + Self.idLength
    guard octets.count == dot + 1 + Self.secretLength, octets.starts(with: mark),
      octets[dot] == UInt8(ascii: "."),
      let id = Base64URL.decode(String(decoding: octets[mark.count..<dot], as: UTF8.self)),
      let secret = Base64URL.decode(String(decoding: octets[(dot + 1)...], as: UTF8.self)),
      id.count == 16, secret.count == 32
    else { return nil }
    self.id = APIKeyID(rawValue: id.reduce(0) { $0 << 8 | UInt128($1) })
    self.secret = secret
  }

  init(id: APIKeyID, secret: [UInt8]) {
    self.id = id
    self.secret = secret
  }

  /// The text that is shown once, when the key is made.
  var text: String { "\(Self.prefix(of: id)).\(Base64URL.encode(secret))" }

  /// The digest that the store keeps. The secret has 256 random bits, so a fast digest is enough.
  var hash: [UInt8] { SHA256.hash(secret) }

  /// Whether it is the text of this key.
  public func isText(of key: APIKey) -> Bool {
    id == key.id && constantTimeEquals(hash, key.hash)
  }

  static func prefix(of id: APIKeyID) -> String {
    mark + Base64URL.encode(withUnsafeBytes(of: id.rawValue.bigEndian) { Array($0) })
  }
}

/// Reads API keys.
public protocol APIKeyStore: Sendable {
  /// A key, revoked or not, and the user it acts for; nil if either does not exist.
  func apiKey(_ id: APIKeyID) async throws -> (key: APIKey, user: User)?

  /// Up to `limit` keys of a user that are not revoked, with ids below `before`, newest first.
  func apiKeys(of user: UserID, before: APIKeyID?, limit: Int) async throws -> [APIKey]

  /// Updates when a key was last used.
  func noteUse(of key: APIKeyID, at now: Instant) async throws
}

/// API keys within a transaction. Lock the user first.
public protocol APIKeyRows {
  /// The number of live keys of a locked user.
  func apiKeyCount(of user: UserID, at now: Instant) throws -> Int64

  /// Inserts a new key of a locked user.
  func insert(_ key: APIKey) throws

  /// A key. It stays as it is while its user is locked, but for its last use.
  func apiKey(_ id: APIKeyID) throws -> APIKey?

  /// Updates the name and the revocation of a locked user's key.
  func update(_ key: APIKey) throws
}
