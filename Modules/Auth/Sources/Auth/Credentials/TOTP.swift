import Crypto
public import Kernel

/// An authenticator with time-based codes (RFC 6238): six digits, 30 s, HMAC-SHA-1, as every
/// authenticator app supports.
public struct TOTP: Hashable, Sendable {
  static let secretCount = 20
  private static let period: Int64 = 30

  /// The user.
  public let userID: UserID
  /// The shared secret, 20 octets.
  public let secret: [UInt8]
  /// Since when sign-ins ask for a code; nil while it is being set up.
  public internal(set) var enabledAt: Instant?
  /// The time step of the last accepted code.
  public private(set) var lastStep: Int64

  /// Makes an authenticator.
  public init(userID: UserID, secret: [UInt8], enabledAt: Instant?, lastStep: Int64) {
    self.userID = userID
    self.secret = secret
    self.enabledAt = enabledAt
    self.lastStep = lastStep
  }

  /// The code of a time step (RFC 4226, 5.3).
  public static func code(secret: [UInt8], step: Int64) -> String {
    let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
    let digest = HMAC.sha1(key: secret, message: message)
    let offset = Int(digest[19] & 15)
    let number = digest[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let digits = String(number & 0x7FFF_FFFF % 1_000_000)
    return String(repeating: "0", count: 6 - digits.utf8.count) + digits
  }

  /// The time step of an instant.
  public static func step(at now: Instant) -> Int64 { now.seconds / period }

  /// Accepts the code of the current time step, or of the one before or after it, since clocks
  /// differ. An accepted code and the codes of earlier steps are refused from then on. Blanks and
  /// hyphens between the digits do not count. A last step that lies further ahead than clocks may
  /// differ was accepted by one that has been set back since, and bars nothing.
  /// - Returns: whether the code was accepted.
  mutating func accept(_ code: String, at now: Instant) -> Bool {
    let present = Self.step(at: now)
    let farthest = Self.step(at: now.adding(seconds: ClockTolerance.seconds)) + 1
    let barred = lastStep > farthest ? 0 : lastStep
    let digits = Array(CopiedText.signs(of: code).utf8)
    var found: Int64?
    for step in (present - 1)...(present + 1) {
      let expected = Self.code(secret: secret, step: step)
      if constantTimeEquals(Array(expected.utf8), digits), step > barred {
        found = step
      }
    }
    guard let found else { return false }
    lastStep = found
    return true
  }

  /// The `otpauth` URL that authenticator apps read.
  func address(issuer: String, account: String) -> String {
    let issuer = Self.escaped(issuer)
    return "otpauth://totp/\(issuer):\(Self.escaped(account))?secret=\(Base32.encode(secret))"
      + "&issuer=\(issuer)&algorithm=SHA1&digits=6&period=30"
  }

  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == 0x2D
        || byte == 0x2E || byte == 0x5F || byte == 0x7E
      return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
    }.joined()
  }
}

/// Base 32 (RFC 4648, 6) without padding: octets as text that people can type.
enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func encode(_ octets: [UInt8]) -> String {
    var text: [UInt8] = []
    var (bits, count) = (UInt32(0), 0)
    for octet in octets {
      bits = bits << 8 | UInt32(octet)
      count += 8
      while count >= 5 {
        count -= 5
        text.append(alphabet[Int(bits >> UInt32(count) & 31)])
      }
    }
    if count > 0 { text.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Recovery codes, each of which replaces the authenticator once.
enum RecoveryCode {
  static let count = 10

  /// Fifty random bits, in two groups.
  static func make(_ random: any RandomSource) -> String {
    let signs = Base32.encode(random.bytes(7)).lowercased().prefix(10)
    return "\(signs.prefix(5))-\(signs.dropFirst(5))"
  }

  /// The digest that the store keeps; blanks, hyphens and case are ignored.
  static func hash(_ code: String, of user: UserID) -> [UInt8] {
    let signs = CopiedText.signs(of: code).lowercased()
    return SHA256.hash(Array("\(user)\0\(signs)".utf8))
  }
}

/// Authenticators, recovery codes and challenges within a transaction. Lock the user first.
public protocol SecondFactorRows {
  /// A locked user's authenticator, enabled or being set up.
  func totp(of user: UserID) throws -> TOTP?

  /// Inserts or replaces a locked user's authenticator.
  func save(_ totp: TOTP) throws

  /// Replaces a locked user's recovery codes.
  func setRecoveryCodes(_ hashes: [[UInt8]], of user: UserID) throws

  /// Removes a recovery code of a locked user.
  /// - Returns: whether there was one with this digest.
  func spendRecoveryCode(_ hash: [UInt8], of user: UserID) throws -> Bool

  /// Removes a locked user's authenticator, recovery codes and challenges.
  func removeSecondFactor(of user: UserID) throws

  /// Inserts a challenge, the digest of the token of a sign-in that waits for a code, and removes
  /// some that have expired.
  func insertChallenge(
    _ hash: [UInt8], of user: UserID, expiresAt: Instant, at now: Instant) throws

  /// The user of a live challenge.
  /// - Parameter farthest: one that would last longer was made before the clock was set back.
  func challengedUser(
    _ hash: [UInt8], at now: Instant, expiringBy farthest: Instant
  ) throws -> UserID?

  /// Removes a challenge.
  /// - Returns: whether it was live.
  func removeChallenge(_ hash: [UInt8], at now: Instant) throws -> Bool
}

extension SecondFactorRows {
  /// Whether a code of a locked user's enabled authenticator, or a recovery code, is right; it is
  /// spent if so.
  func acceptCode(_ code: String, of user: UserID, at now: Instant) throws -> Bool {
    guard var totp = try totp(of: user), totp.enabledAt != nil else { return false }
    if totp.accept(code, at: now) {
      try save(totp)
      return true
    }
    return try spendRecoveryCode(RecoveryCode.hash(code, of: user), of: user)
  }
}
