/// A client's `Idempotency-Key` in the scope in which it is unique: one caller on one route. The
/// effect of a request under it happens once, however often the request arrives.
public struct IdempotencyKey: Sendable, Hashable {
  /// Who sent it; 0 where nobody is signed in.
  public var owner: UInt128 { ownerID.rawValue }
  /// Method and path: one key on two routes is two keys.
  public let route: String
  /// The client's key: 1–255 visible ASCII characters.
  public let key: String
  /// SHA-256 of what the request says, to tell a repetition from another request under the same
  /// key, however it is spelt.
  public let fingerprint: [UInt8]
  /// SHA-256 of the request's octets, by which earlier releases told them apart.
  let octetsFingerprint: [UInt8]?
  /// The request that carries the key now; a replay names the one that carried it first.
  public let requestID: String
  // Two words: a value with a UInt128 must not be captured (see `Identifier`).
  private let ownerID: Identifier<IdempotencyKey>

  /// A key in its scope.
  /// - Parameters:
  ///   - fingerprint: of what the request says.
  ///   - octetsFingerprint: of the request's octets; nil where they do not count.
  public init(
    owner: UInt128, route: String, key: String, fingerprint: [UInt8],
    octetsFingerprint: [UInt8]? = nil, requestID: String
  ) {
    self.ownerID = Identifier(rawValue: owner)
    self.route = route
    self.key = key
    self.fingerprint = fingerprint
    self.octetsFingerprint = octetsFingerprint
    self.requestID = requestID
  }

  /// Whether a fingerprint that was kept under this key is of the same request: by this release, or
  /// by the one before, whose keys are kept for a day.
  public func isRepetition(ofKept kept: [UInt8]) -> Bool {
    kept == fingerprint || kept == octetsFingerprint
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

/// A request under the same idempotency key is under way, and what becomes of it is not known yet.
public struct IdempotencyKeyBusy: Error, Sendable, Hashable {
  /// Makes the error.
  public init() {}
}
