public import Auth
import Crypto
import JSON
public import Kernel

/// Checks what Telegram hands to a Mini App: a query string whose fields are authenticated with a
/// key that is made of the bot's token ("Validating data received via the Mini App").
public struct TelegramVerifier: Sendable {
  /// By how many seconds Telegram's clock may be ahead of ours.
  static let leeway: Int64 = 30
  /// The longest text that is looked at, in octets.
  static let largest = 16_384

  private let key: [UInt8]
  private let maxAge: Int64
  private let clock: any WallClock

  /// A verifier.
  /// - Parameters:
  ///   - botToken: the bot's token.
  ///   - maxAge: for how many seconds after it was made a text counts.
  public init(botToken: String, maxAge: Int64, clock: any WallClock) {
    key = HMAC.sha256(key: Array("WebAppData".utf8), message: Array(botToken.utf8))
    self.maxAge = maxAge
    self.clock = clock
  }

  /// Who the text shows somebody to be.
  /// - Throws: `ProviderRefusal.invalidProof`.
  public func verify(_ initData: String) throws -> ProvenIdentity {
    guard initData.utf8.count <= Self.largest, var fields = Self.fields(initData),
      let hash = fields.removeValue(forKey: Array("hash".utf8)).flatMap({ Hex.decode($0) }),
      constantTimeEquals(hash, authenticate(fields)),
      let made = fields[Array("auth_date".utf8)].flatMap({ Int64($0) }), isOfNow(made),
      let user = fields[Array("user".utf8)], let identity = Self.identity(user)
    else { throw ProviderRefusal.invalidProof }
    return identity
  }

  private func authenticate(_ fields: [[UInt8]: String]) -> [UInt8] {
    let lines = fields.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { $0.key + "=".utf8 + $0.value.utf8 }
    return HMAC.sha256(key: key, message: Array(lines.joined(separator: "\n".utf8)))
  }

  private func isOfNow(_ made: Int64) -> Bool {
    let now = clock.now().seconds
    return (0...now + Self.leeway).contains(made) && now - made <= maxAge
  }

  private static func identity(_ json: String) -> ProvenIdentity? {
    guard let user = (try? JSONDocument(parsing: json, maxDepth: 8))?.root,
      let id = user["id"]?.int64, id > 0, user["is_bot"]?.bool != true
    else { return nil }
    return ProvenIdentity(
      provider: .telegram, subject: String(id),
      name: ToldName(first: user["first_name"]?.string, last: user["last_name"]?.string),
      avatarURL: PictureAddress.checked(user["photo_url"]?.string))
  }

  /// The fields of a query string by the octets of their names, since the hash of a `String` that
  /// a client made may take time in the square of its length; nil if one comes twice, is not well
  /// formed, or holds a control sign, so that no two texts with different fields are authenticated
  /// as the same lines.
  static func fields(_ text: String) -> [[UInt8]: String]? {
    var fields: [[UInt8]: String] = [:]
    for part in text.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
      guard let equals = part.firstIndex(of: UInt8(ascii: "=")),
        let name = decoded(part[..<equals]), !name.isEmpty,
        !name.utf8.contains(UInt8(ascii: "=")),
        let value = decoded(part[part.index(after: equals)...]),
        fields.updateValue(value, forKey: Array(name.utf8)) == nil
      else { return nil }
    }
    return fields
  }

  private static func decoded(_ part: Substring.UTF8View) -> String? {
    var octets: [UInt8] = []
    octets.reserveCapacity(part.count)
    var rest = part[...]
    while let octet = rest.popFirst() {
      switch octet {
      case UInt8(ascii: "+"): octets.append(0x20)
      case UInt8(ascii: "%"):
        let digits = String(rest.prefix(2)) ?? ""
        guard digits.utf8.count == 2, let value = Hex.decode(digits) else { return nil }
        octets += value
        rest = rest.dropFirst(2)
      default: octets.append(octet)
      }
    }
    guard octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: octets, as: UTF8.self)
  }
}
