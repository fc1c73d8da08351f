import Crypto
public import Kernel

/// The code of an invitation: 128 random bits, which are kept hashed. Whoever is invited gets it by
/// mail.
public struct InvitationCode: Hashable, Sendable {
  /// The code: 26 characters, five bits each.
  public let text: String

  /// How many characters a code has.
  public static let length = 26
  /// Digits and capital letters but for I, L, O and U, which are read as others (Crockford).
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// A new code.
  public init(from random: any RandomSource) {
    var bits = random.bytes(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    var letters: [UInt8] = []
    for _ in 0..<Self.length {
      letters.append(Self.alphabet[Int(bits & 31)])
      bits >>= 5
    }
    text = String(decoding: letters.reversed(), as: UTF8.self)
  }

  /// The code that somebody typed or copied: case, and what stands between its letters, does not
  /// count, and letters that are not in the alphabet are taken for the digits they look like. Nil
  /// where it cannot be one.
  public init?(typed text: String) {
    guard text.utf8.count <= 256 else { return nil }
    var letters: [UInt8] = []
    for octet in CopiedText.signs(of: text).utf8 {
      let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet) ? octet - 32 : octet
      switch upper {
      case UInt8(ascii: "O"): letters.append(UInt8(ascii: "0"))
      case UInt8(ascii: "I"), UInt8(ascii: "L"): letters.append(UInt8(ascii: "1"))
      case _ where Self.alphabet.contains(upper): letters.append(upper)
      default: return nil
      }
    }
    guard letters.count == Self.length else { return nil }
    self.text = String(decoding: letters, as: UTF8.self)
  }

  /// What is kept of it: SHA-256.
  public var hash: [UInt8] { SHA256.hash(utf8: text) }
}
