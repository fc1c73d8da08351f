import Crypto
public import Kernel

/// The content of a QR code that shows who a user is. It is signed and valid for a few minutes, so
/// that whoever scans it knows that the user is with them now.
///
/// The text is `atq1.` and base 64 for URLs of the user's id (16 octets), a random number (16), the
/// expiry in seconds since 1970 (8), the key's id (12) and an Ed25519 signature (64) of all before
/// it. The signed octets begin with a domain name, so that the signature is valid for nothing else
/// that the key signs.
public struct UserCode: Hashable, Sendable {
  /// The user it shows.
  public let userID: UserID
  /// 16 random octets that make it unique.
  public let nonce: [UInt8]
  /// When it expires.
  public let expiresAt: Instant

  static let prefix = "atq1."
  private static let domain = Array("atrium user code 1\0".utf8)
  private static let bodyCount = 16 + 16 + 8
  private static let kidCount = 12
  private static let signatureCount = 64

  init(userID: UserID, nonce: [UInt8], expiresAt: Instant) {
    self.userID = userID
    self.nonce = nonce
    self.expiresAt = expiresAt
  }

  private init(body: ArraySlice<UInt8>) {
    func number(_ octets: ArraySlice<UInt8>) -> UInt64 { octets.reduce(0) { $0 << 8 | UInt64($1) } }
    let start = body.startIndex
    userID = UserID(
      rawValue: UInt128(number(body[start..<(start + 8)])) << 64
        | UInt128(number(body[(start + 8)..<(start + 16)])))
    nonce = Array(body[(start + 16)..<(start + 32)])
    expiresAt = Instant(seconds: Int64(bitPattern: number(body[(start + 32)..<(start + 40)])))
  }

  private var body: [UInt8] {
    withUnsafeBytes(of: userID.rawValue.bigEndian) { Array($0) } + nonce
      + withUnsafeBytes(of: expiresAt.seconds.bigEndian) { Array($0) }
  }

  /// The text of the code, signed.
  func text(signedBy key: Keyring.Entry) throws -> String {
    let named = body + (try Self.octets(ofKey: key.kid))
    return Self.prefix + Base64URL.encode(named + key.privateKey.sign(Self.domain + named))
  }

  private static func octets(ofKey kid: String) throws -> [UInt8] {
    guard let octets = Base64URL.decode(kid), octets.count == kidCount else {
      throw NoSigningKey()
    }
    return octets
  }

  /// A text with the form of a code, whose signature is not checked yet.
  struct Unchecked {
    let code: UserCode
    let kid: String
    fileprivate let signed: [UInt8]
    fileprivate let signature: [UInt8]

    /// Parses a text; nil if it cannot be a code.
    init?(_ text: String) {
      guard text.utf8.count <= 512 else { return nil }
      let text = CopiedText.token(text)
      guard text.hasPrefix(UserCode.prefix), text.utf8.count <= 256,
        let octets = Base64URL.decode(String(text.dropFirst(UserCode.prefix.count))),
        octets.count == UserCode.bodyCount + UserCode.kidCount + UserCode.signatureCount
      else { return nil }
      let signedCount = UserCode.bodyCount + UserCode.kidCount
      code = UserCode(body: octets[..<UserCode.bodyCount])
      kid = Base64URL.encode(Array(octets[UserCode.bodyCount..<signedCount]))
      signed = UserCode.domain + octets[..<signedCount]
      signature = Array(octets[signedCount...])
    }

    func isSigned(by key: any TokenKey) -> Bool {
      signed.withUnsafeBytes { key.isValid(signature: signature, for: $0) }
    }
  }
}

/// Why a code that shows a user is not redeemed.
public enum UserCodeRefusal: Error, Hashable, Sendable, CaseIterable {
  /// It is not such a code.
  case invalid
  /// It has expired.
  case expired
  /// It was redeemed before.
  case redeemed
}

/// Keeps which codes were redeemed.
public protocol UserCodeStore: Sendable {
  /// Inserts a redeemed code, and removes some that expired before `past`.
  /// - Returns: whether it was not redeemed before.
  func redeem(_ code: UserCode, forgettingBefore past: Instant) async throws -> Bool
}

/// Makes and redeems the codes with which users show who they are.
public struct UserCodes: Sendable {
  private let store: any UserStore & UserCodeStore
  private let keyring: Keyring
  private let clock: any WallClock
  private let random: any RandomSource
  /// For how many seconds a code is valid.
  public let lifetime: Int64

  /// Makes the service; codes live for `settings.codeLifetime` seconds.
  public init(
    store: any UserStore & UserCodeStore, keyring: Keyring, clock: any WallClock,
    random: any RandomSource,
    settings: AuthSettings
  ) {
    self.store = store
    self.keyring = keyring
    self.clock = clock
    self.random = random
    lifetime = settings.codeLifetime
  }

  /// A new code of a user.
  /// - Throws: `NotFound` if the user does not exist or is blocked.
  public func make(of user: UserID) async throws -> (text: String, expiresAt: Instant) {
    guard let found = try await store.user(user), found.mayAct else { throw NotFound() }
    let code = UserCode(
      userID: user, nonce: random.bytes(16),
      expiresAt: Instant(seconds: clock.now().seconds + lifetime))
    return (try code.text(signedBy: try await keyring.signer()), code.expiresAt)
  }

  /// Redeems a code. It works once, on all servers together.
  /// - Returns: the user who shows it.
  /// - Throws: `UserCodeRefusal`, `NotFound`, in this order.
  public func redeem(_ text: String) async throws -> User {
    guard let unchecked = UserCode.Unchecked(text) else { throw UserCodeRefusal.invalid }
    if keyring.checker(unchecked.kid) == nil { try await keyring.reload() }
    guard let key = keyring.checker(unchecked.kid), unchecked.isSigned(by: key) else {
      throw UserCodeRefusal.invalid
    }
    let code = unchecked.code
    let now = clock.now()
    guard now < code.expiresAt, !code.expiresAt.isImplausible(asEndOf: lifetime, at: now) else {
      throw UserCodeRefusal.expired
    }
    // Kept for longer than it is valid, because the servers' clocks may differ.
    guard try await store.redeem(code, forgettingBefore: now.adding(seconds: -3600)) else {
      throw UserCodeRefusal.redeemed
    }
    guard let user = try await store.user(code.userID), user.mayAct else {
      throw NotFound()
    }
    return user
  }
}
