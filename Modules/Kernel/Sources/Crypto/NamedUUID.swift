/// Ids made from a name: the same name always gives the same id.
public enum NamedUUID {
  /// A UUID of version 8 (RFC 9562, 5.8) that holds the first 122 free bits of the name's SHA-256.
  public static func make(_ name: String) -> UInt128 {
    let bits = SHA256.hash(utf8: name).prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    let version: UInt128 = 0xF << 76
    let variant: UInt128 = 0x3 << 62
    return bits & ~version & ~variant | 0x8 << 76 | 0x2 << 62
  }
}
