import Crypto
public import Kernel

/// A key by which a program acts for a user, as the store keeps it.
public struct APIKey: Hashable, Sendable {
  /// Its id, which is part of its text: whoever finds a leaked one can tell which it is.
  public let id: APIKeyID
  /// For whom it acts.
  public let userID: UserID
  /// What its owner calls it.
  public var name: String
  /// The digest of its secret.
  public let hash: [UInt8]
  /// The names of the permissions that it has, in order.
  public let scopes: [String]
  /// Who made it: the user, or an administrator. Nil for the command line.
  public let createdBy: UserID?
  /// When it was made.
  public let createdAt: Instant
  /// When it runs out; nil for never.
  public let expiresAt: Instant?
  /// When it was taken back.
  public var revokedAt: Instant?
  /// When it was used last, to some minutes.
  public let lastUsedAt: Instant?

  /// Puts a key together.
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

  /// Whether the key counts.
  public func isLive(at now: Instant) -> Bool {
    revokedAt == nil && expiresAt.map { now < $0 } ?? true
  }

  /// What can be shown of the key's text: enough to recognise it.
  public var prefix: String { APIKeyText.prefix(of: id) }

  /// How many live keys a user may have.
  public static let limit = 50
}

/// A key as a program sends it: `atk_`, the id and the secret, both in base 64 for URLs.
public struct APIKeyText: Sendable {
  /// What every key begins with.
  public static let mark = "atk_"
  private static let idLength = 22
  private static let secretLength = 43

  /// Which key it says it is.
  public let id: APIKeyID
  private let secret: [UInt8]

  /// Reads a text; nil if it cannot be a key.
  public init?(_ text: String) {
    let octets = Array(text.utf8)
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

  /// The text as the program gets it, once.
  var text: String { "\(Self.prefix(of: id)).\(Base64URL.encode(secret))" }

  /// What the store keeps of the secret. It has 256 random bits, so a fast digest is enough.
  var hash: [UInt8] { SHA256.hash(secret) }

  /// Whether it is this key.
  public func isText(of key: APIKey) -> Bool {
    id == key.id && constantTimeEquals(hash, key.hash)
  }

  static func prefix(of id: APIKeyID) -> String {
    mark + Base64URL.encode(withUnsafeBytes(of: id.rawValue.bigEndian) { Array($0) })
  }
}

/// Where keys are kept.
public protocol APIKeyStore: Sendable {
  /// A key, taken back or not, and the user for whom it acts; nil when either is not there.
  func apiKey(_ id: APIKeyID) async throws -> (key: APIKey, user: User)?

  /// Up to `limit` keys of a user that were not taken back, with ids below `before`, newest first.
  func apiKeys(of user: UserID, before: APIKeyID?, limit: Int) async throws -> [APIKey]

  /// Keeps when a key was used.
  func noteUse(of key: APIKeyID, at now: Instant) async throws
}

/// What a transaction can do with keys. The user is locked first.
public protocol APIKeyTransaction {
  /// How many live keys a locked user has.
  func apiKeyCount(of user: UserID, at now: Instant) throws -> Int64

  /// Keeps a locked user's new key.
  func insert(_ key: APIKey) throws

  /// A key, which nobody else changes until the transaction ends.
  func lockAPIKey(_ id: APIKeyID) throws -> APIKey?

  /// Keeps the name of a locked key and when it was taken back.
  func update(_ key: APIKey) throws
}
