/// What an IP address is for, by IANA's registries of special-purpose addresses (RFC 6890).
///
/// An IPv6 address that carries an IPv4 address is of that address's kind: where the packets end
/// is what counts.
public enum AddressKind: String, Hashable, Sendable, CaseIterable {
  /// Reachable by everybody.
  case global
  /// `0.0.0.0/8`, `::`.
  case unspecified
  /// `127.0.0.0/8`, `::1`.
  case loopback
  /// `169.254.0.0/16`, `fe80::/10`. Clouds answer here with what a machine is and may do.
  case linkLocal
  /// `10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16`, `fec0::/10`, `64:ff9b:1::/48`.
  case privateUse
  /// `fc00::/7`.
  case uniqueLocal
  /// `100.64.0.0/10`, what is behind a provider's translation.
  case sharedByProvider
  /// `224.0.0.0/4`, `ff00::/8`.
  case multicast
  /// Documentation, benchmarks, protocol assignments, tunnels, what nobody was given, and the
  /// address at which Azure's hosts answer their guests.
  case reserved

  /// The kind of an address.
  /// - Parameter octets: the 4 octets of an IPv4 address or the 16 of an IPv6 address, the first
  ///   one in front. Any other number is `reserved`.
  public init(octets: some Collection<UInt8>) {
    let octets = Array(octets)
    switch octets.count {
    case 4: self = Self.ofFour(octets)
    case 16: self = Self.ofSixteen(octets)
    default: self = .reserved
    }
  }

  /// Networks of IPv4, the narrower ones in front.
  private static let fours: [(prefix: [UInt8], bits: Int, kind: AddressKind)] = [
    ([0], 8, .unspecified), ([10], 8, .privateUse), ([100, 64], 10, .sharedByProvider),
    ([127], 8, .loopback), ([168, 63, 129, 16], 32, .reserved), ([169, 254], 16, .linkLocal),
    ([172, 16], 12, .privateUse), ([192, 0, 0], 24, .reserved), ([192, 0, 2], 24, .reserved),
    ([192, 88, 99], 24, .reserved), ([192, 168], 16, .privateUse), ([198, 18], 15, .reserved),
    ([198, 51, 100], 24, .reserved), ([203, 0, 113], 24, .reserved), ([224], 4, .multicast),
    ([240], 4, .reserved),
  ]

  private static func ofFour(_ octets: [UInt8]) -> AddressKind {
    fours.first { octets.begins(with: $0.prefix, bits: $0.bits) }?.kind ?? .global
  }

  /// Networks of IPv6 that carry an IPv4 address, and the place of its first octet: mapped and
  /// compatible ones (RFC 4291), translated ones (RFC 2765, RFC 6052), 6to4 (RFC 3056).
  private static let carriers: [(prefix: [UInt8], bits: Int, place: Int)] = [
    ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96, 12),
    ([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0], 96, 12),
    ([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 96, 12),
    ([0x20, 0x02], 16, 2),
  ]

  /// Networks of IPv6, the narrower ones in front.
  private static let sixteens: [(prefix: [UInt8], bits: Int, kind: AddressKind)] = [
    ([0, 0x64, 0xFF, 0x9B, 0, 1], 48, .privateUse), ([0xFE, 0x80], 10, .linkLocal),
    ([0xFE, 0xC0], 10, .privateUse), ([0xFC], 7, .uniqueLocal), ([0xFF], 8, .multicast),
    // Protocol assignments, Teredo and ORCHID among them; documentation, twice.
    ([0x20, 0x01, 0], 23, .reserved), ([0x20, 0x01, 0x0D, 0xB8], 32, .reserved),
    ([0x3F, 0xFF, 0], 20, .reserved),
    // All that was given to anybody.
    ([0x20], 3, .global),
  ]

  private static func ofSixteen(_ octets: [UInt8]) -> AddressKind {
    if octets.dropLast().allSatisfy({ $0 == 0 }) {
      switch octets[15] {
      case 0: return .unspecified
      case 1: return .loopback
      default: return .reserved
      }
    }
    if let carrier = carriers.first(where: { octets.begins(with: $0.prefix, bits: $0.bits) }) {
      return ofFour(Array(octets[carrier.place..<carrier.place + 4]))
    }
    return sixteens.first { octets.begins(with: $0.prefix, bits: $0.bits) }?.kind ?? .reserved
  }
}

extension [UInt8] {
  /// Whether the first bits are those of `prefix`.
  fileprivate func begins(with prefix: [UInt8], bits: Int) -> Bool {
    let whole = bits / 8
    guard self[..<whole].elementsEqual(prefix[..<whole]) else { return false }
    guard bits % 8 > 0 else { return true }
    return (self[whole] ^ prefix[whole]) >> UInt8(8 - bits % 8) == 0
  }
}
