internal import Glibc

/// An IPv4 or IPv6 address without a port or a zone. An IPv4 address in IPv6 clothes
/// (`::ffff:192.0.2.1`) is that IPv4 address.
public struct IPAddress: Hashable, Sendable, LosslessStringConvertible {
  private let high: UInt64
  private let low: UInt64

  /// Reads an address as `inet_pton(3)` does: four decimal numbers without leading zeros, or the
  /// text forms of RFC 4291, 2.2.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
    var octets = in6_addr()
    var text = text.utf8.map(CChar.init(bitPattern:))
    text.append(0)
    if inet_pton(AF_INET6, text, &octets) != 1 {
      var four = in_addr()
      guard inet_pton(AF_INET, text, &four) == 1 else { return nil }
      self.init(high: 0, low: Self.mapped | UInt64(UInt32(bigEndian: four.s_addr)))
      return
    }
    let (high, low) = withUnsafeBytes(of: octets) { raw in
      (
        UInt64(bigEndian: raw.load(as: UInt64.self)),
        UInt64(bigEndian: raw.load(fromByteOffset: 8, as: UInt64.self))
      )
    }
    self.init(high: high, low: low)
  }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// What stands before the 32 bits of an IPv4 address (RFC 4291, 2.5.5.2).
  private static let mapped: UInt64 = 0xFFFF_0000_0000

  /// Whether it is an IPv4 address.
  public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// What one subscriber has: an IPv4 address, or the /64 that an IPv6 address is in, since
  /// whoever has one address of it has them all.
  public var subscriber: IPAddress { isIPv4 ? self : IPAddress(high: high, low: 0) }

  /// The network that the address is in, as CIDR notation has it: `192.0.0.0/16`.
  ///
  /// - Parameter bits: 0–32 for IPv4 addresses, 0–128 for others.
  public func network(ofBits bits: Int) -> String {
    let all = isIPv4 ? bits + 96 : bits
    let first = IPAddress(high: high & Self.mask(all), low: low & Self.mask(all - 64))
    return "\(first)/\(bits)"
  }

  /// Whether the first bits are those of another address of the same family.
  ///
  /// - Parameter bits: 0–32 for IPv4 addresses, 0–128 for others.
  func shares(_ bits: Int, with other: IPAddress) -> Bool {
    guard isIPv4 == other.isIPv4 else { return false }
    let bits = isIPv4 ? bits + 96 : bits
    let (first, second) = (Self.mask(bits), Self.mask(bits - 64))
    return high & first == other.high & first && low & second == other.low & second
  }

  /// Whether no bit behind the first ones is set.
  func isZero(behind bits: Int) -> Bool {
    let bits = isIPv4 ? bits + 96 : bits
    return high & ~Self.mask(bits) == 0 && low & ~Self.mask(bits - 64) == 0
  }

  /// The upper `bits` of 64.
  private static func mask(_ bits: Int) -> UInt64 {
    bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
  }

  /// The numeric form; of several the one of RFC 5952.
  public var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    if isIPv4 {
      var octets = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
      inet_ntop(AF_INET, &octets, &text, socklen_t(text.count))
    } else {
      var octets = (high.bigEndian, low.bigEndian)
      inet_ntop(AF_INET6, &octets, &text, socklen_t(text.count))
    }
    let end = text.firstIndex(of: 0) ?? text.count
    return String(decoding: text[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct IPNetwork: Hashable, Sendable, LosslessStringConvertible {
  private let address: IPAddress
  private let bits: Int

  /// Reads an address, or an address and a prefix length with nothing set behind the prefix
  /// (RFC 4632, 3.1; RFC 4291, 2.3).
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(first) else { return nil }
    let most = address.isIPv4 ? 32 : 128
    self.address = address
    guard parts.count == 2 else {
      bits = most
      return
    }
    guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(Characters.isDigit),
      let bits = Int(parts[1]), bits <= most, address.isZero(behind: bits)
    else { return nil }
    self.bits = bits
  }

  /// Whether an address is one of them.
  public func contains(_ other: IPAddress) -> Bool { address.shares(bits, with: other) }

  /// The address, and the length of the prefix where it is not the whole.
  public var description: String {
    bits == (address.isIPv4 ? 32 : 128) ? "\(address)" : "\(address)/\(bits)"
  }
}
