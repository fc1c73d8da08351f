public import Kernel

/// A code that a user gives to others, who enter it at registration: eight characters of
/// Crockford's base 32, which has no letters that look like digits.
public struct ReferralCode: Hashable, Sendable, CustomStringConvertible {
  /// Eight of `0–9 A–Z` without I, L, O and U.
  public let text: String

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// Parses a code as a user typed it: in either case, with blanks or hyphens, and with letters
  /// that look like digits. Nil if it cannot be a code.
  public init?(_ typed: String) {
    var signs: [UInt8] = []
    for byte in CopiedText.signs(of: typed).uppercased().utf8 {
      switch byte {
      case UInt8(ascii: "I"), UInt8(ascii: "L"): signs.append(UInt8(ascii: "1"))
      case UInt8(ascii: "O"): signs.append(UInt8(ascii: "0"))
      default:
        guard Self.alphabet.contains(byte), signs.count < 8 else { return nil }
        signs.append(byte)
      }
    }
    guard signs.count == 8 else { return nil }
    text = String(decoding: signs, as: UTF8.self)
  }

  /// Makes a code of 40 random bits. It may be taken: the store decides.
  public init(from random: any RandomSource) {
    let signs = random.bytes(8).map { Self.alphabet[Int($0 & 31)] }
    text = String(decoding: signs, as: UTF8.self)
  }

  /// The eight characters.
  public var description: String { text }
}
