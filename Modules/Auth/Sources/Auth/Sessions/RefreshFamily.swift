import Crypto
public import Kernel

/// The refresh tokens of one session: a chain of which the last is valid.
///
/// When a token is used, its child takes its place. The child's secret is stored encrypted under
/// the parent, so that a client that lost the response can get the same child again, while the
/// store alone never holds a usable token.
public struct RefreshFamily: Hashable, Sendable {
  /// The key that recognises every token of the family.
  public let key: [UInt8]
  /// The digest of the valid token.
  public private(set) var currentHash: [UInt8]
  /// The digest of the token before it.
  public private(set) var parentHash: [UInt8]?
  /// The valid token's secret, encrypted under its parent.
  public private(set) var sealedChild: [UInt8]?
  /// When the parent was used.
  public private(set) var rotatedAt: Instant?

  /// Makes a family from stored values.
  public init(
    key: [UInt8], currentHash: [UInt8], parentHash: [UInt8]?, sealedChild: [UInt8]?,
    rotatedAt: Instant?
  ) {
    self.key = key
    self.currentHash = currentHash
    self.parentHash = parentHash
    self.sealedChild = sealedChild
    self.rotatedAt = rotatedAt
  }

  /// Starts a family.
  static func start(
    _ session: SessionID, random: any RandomSource
  ) -> (family: RefreshFamily, token: RefreshToken) {
    let key = random.bytes(32)
    let token = RefreshToken(
      session, secret: random.bytes(RefreshToken.secretCount), familyKey: key)
    let family = RefreshFamily(
      key: key, currentHash: token.hash, parentHash: nil, sealedChild: nil, rotatedAt: nil)
    return (family, token)
  }

  /// The result of using a token.
  enum Use {
    /// It was the valid token; `child` takes its place.
    case rotated(RefreshFamily, child: RefreshToken)
    /// It was used within the grace period and its child is unused: the client gets the same child.
    case repeated(child: RefreshToken)
    /// It was used before, so somebody has a copy: the family must end.
    case reused
    /// The family never issued it.
    case foreign
  }

  /// Judges the use of a token.
  /// - Parameters:
  ///   - secret: 32 random octets for the child.
  ///   - grace: for how many milliseconds after its use a token may be used again; 0 for never.
  func use(
    _ token: RefreshToken, childSecret secret: [UInt8], at now: Instant, grace: Int64
  ) -> Use {
    guard token.wasIssued(by: key) else { return .foreign }
    let hash = token.hash
    if constantTimeEquals(hash, currentHash) { return rotate(token, secret, now) }
    // Once the child is used it is the parent itself, so its own parent is no longer known here.
    if let parentHash, constantTimeEquals(hash, parentHash), let rotatedAt, let sealedChild,
      grace > 0, Self.isWithin(grace, of: rotatedAt, at: now),
      let secret = try? AESGCM.open(
        key: token.sealingKey, nonce: Self.nonce, ciphertext: sealedChild)
    {
      return .repeated(
        child: RefreshToken(token.sessionID, secret: secret, familyKey: key))
    }
    return .reused
  }

  /// Whether a token was used so few milliseconds ago. A use that lies ahead was written by a clock
  /// that is ahead, and is recent as far as clocks may differ.
  private static func isWithin(_ grace: Int64, of use: Instant, at now: Instant) -> Bool {
    (-ClockTolerance.seconds * 1000..<grace).contains(now.milliseconds(since: use))
  }

  private func rotate(_ token: RefreshToken, _ secret: [UInt8], _ now: Instant) -> Use {
    let child = RefreshToken(token.sessionID, secret: secret, familyKey: key)
    let sealed = try? AESGCM.seal(key: token.sealingKey, nonce: Self.nonce, plaintext: secret)
    let family = RefreshFamily(
      key: key, currentHash: child.hash, parentHash: currentHash, sealedChild: sealed,
      rotatedAt: now)
    return .rotated(family, child: child)
  }

  /// Each sealing key seals one child, so the nonce need not differ.
  private static let nonce = [UInt8](repeating: 0, count: AESGCM.nonceCount)
}
