public import Kernel

/// What people call an order by: `FK-` and eight characters, 40 bits by chance.
public struct OrderCode: Hashable, Sendable {
  /// As it is written.
  public let text: String

  private static let letters = 8
  /// Digits and capital letters but for I, L, O and U, which are read as others (Crockford).
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// A code as it was kept.
  public init(text: String) {
    self.text = text
  }

  /// A new code.
  public init(from random: any RandomSource) {
    let letters = random.bytes(Self.letters).map { Self.alphabet[Int($0 & 31)] }
    text = "FK-" + String(decoding: letters, as: UTF8.self)
  }
}

/// Code after code was taken, which cannot be chance.
struct NoFreeOrderCode: Error {}
