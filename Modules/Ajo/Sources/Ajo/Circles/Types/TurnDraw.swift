import Crypto
public import Kernel

/// How a random order of turns is drawn, so that anybody can draw it again.
///
/// The seed is 32 octets of the server's cryptographic generator, shown as 64 lower-case
/// hexadecimal digits. Each member's lot is the SHA-256 of the text `<seed>:<user id>`, the id in
/// lower case with hyphens. The member with the smallest lot, octet by octet, has the first turn.
/// In a shell: `printf %s "$seed:$user" | sha256sum` for each member, and `sort`.
public enum TurnDraw {
  /// What an order is drawn from: 64 hexadecimal digits.
  public struct Seed: Sendable, Hashable, CustomStringConvertible {
    /// The digits.
    public let description: String

    /// A seed as it was kept.
    public init(_ digits: String) {
      description = digits
    }

    /// A new seed.
    public init(from random: any RandomSource) {
      self.init(Hex.encode(random.bytes(32)))
    }
  }

  /// The members in the order of their turns.
  public static func order(_ members: [UserID], from seed: Seed) -> [UserID] {
    let lots = members.map { (lot: SHA256.hash(utf8: "\(seed):\($0)"), member: $0) }
    return lots.sorted { $0.lot.lexicographicallyPrecedes($1.lot) }.map(\.member)
  }
}
