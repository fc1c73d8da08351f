public import Kernel

/// What one joins a circle by.
public struct CircleInvite: Sendable, Hashable {
  /// The code: `length` characters of `alphabet`.
  public let code: String
  /// Until when it is good; nil for as long as seats are free.
  public let expiresAt: Instant?

  /// How many characters a code has: five bits each.
  public static let length = 10
  /// Digits and capital letters but for I, L, O and U, which are read as others (Crockford).
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// An invitation as it was kept.
  public init(code: String, expiresAt: Instant?) {
    self.code = code
    self.expiresAt = expiresAt
  }

  /// A new code of 50 bits.
  public init(from random: any RandomSource, expiresAt: Instant? = nil) {
    let letters = random.bytes(Self.length).map { Self.alphabet[Int($0 & 31)] }
    self.init(code: String(decoding: letters, as: UTF8.self), expiresAt: expiresAt)
  }

  /// The code that somebody typed or copied: case, and what stands between its letters, does not
  /// count, and letters that are not in the alphabet are taken for the digits they look like. Nil
  /// where it cannot be one.
  public static func code(typed text: String) -> String? {
    guard text.utf8.count <= 256 else { return nil }
    var letters: [UInt8] = []
    for octet in CopiedText.signs(of: text).utf8 {
      let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet) ? octet - 32 : octet
      switch upper {
      case UInt8(ascii: "O"): letters.append(UInt8(ascii: "0"))
      case UInt8(ascii: "I"), UInt8(ascii: "L"): letters.append(UInt8(ascii: "1"))
      case _ where alphabet.contains(upper): letters.append(upper)
      default: return nil
      }
    }
    return letters.count == length ? String(decoding: letters, as: UTF8.self) : nil
  }

  /// Whether it is good at an instant.
  public func isGood(at now: Instant) -> Bool { expiresAt.map { now < $0 } ?? true }
}
