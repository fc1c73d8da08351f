/// A client's `Idempotency-Key` in the scope in which it is unique: one caller on one route. The
/// effect of a request under it happens once, however often the request arrives.
public struct IdempotencyKey: Sendable, Hashable {
  /// Who sent it; 0 where nobody is signed in.
  public var owner: UInt128 { ownerID.rawValue }
  /// Method and path: one key on two routes is two keys.
  public let route: String
  /// The client's key: 1–255 visible ASCII characters.
  public let key: String
  /// SHA-256 of the request's body, to tell a repetition from another request under the same key.
  public let fingerprint: [UInt8]
  /// The request that carries the key now; a replay names the one that carried it first.
  public let requestID: String
  // Two words: a value with a UInt128 must not be captured (see `Identifier`).
  private let ownerID: Identifier<IdempotencyKey>

  /// A key in its scope.
  public init(
    owner: UInt128, route: String, key: String, fingerprint: [UInt8], requestID: String
  ) {
    self.ownerID = Identifier(rawValue: owner)
    self.route = route
    self.key = key
    self.fingerprint = fingerprint
    self.requestID = requestID
  }

  /// Where a key is unique.
  public struct Scope: Hashable, Sendable {
    /// Who sent it.
    public let owner: Identifier<IdempotencyKey>
    /// The operation it was sent to.
    public let route: String
    /// The client's key.
    public let key: String

    /// Puts a scope together.
    public init(owner: Identifier<IdempotencyKey>, route: String, key: String) {
      self.owner = owner
      self.route = route
      self.key = key
    }
  }

  /// Where this key is unique.
  public var scope: Scope { Scope(owner: ownerID, route: route, key: key) }
}

/// An idempotency key came back with another body.
public struct IdempotencyKeyReused: Error, Sendable, Hashable {
  /// Makes the error.
  public init() {}
}

/// An answer that was given under an idempotency key, to be given again byte for byte. Only the web
/// layer reads its content; storage checks nothing but its size.
public struct StoredAnswer: Sendable, Hashable {
  /// The status it was given with.
  public let status: Int
  /// The media type of `body`, or nil where there is no body.
  public let contentType: String?
  /// Where the resource is that was made, or nil.
  public let location: String?
  /// The body's bytes, at most `largestBody`.
  public let body: [UInt8]

  /// The most octets that a stored body has: 16 KiB.
  public static let largestBody = 16_384

  /// An answer as it was given.
  public init(status: Int, contentType: String?, location: String?, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.location = location
    self.body = body
  }
}

/// The request was done or refused under the same idempotency key before. Thrown out of the unit of
/// work; the caller gets the first answer again.
public enum Replay: Error, Sendable {
  /// The first answer.
  case answer(StoredAnswer)
  /// The refusal of the request `requestID`, which is repeated byte for byte.
  case refusal(any Error, requestID: String)
}
