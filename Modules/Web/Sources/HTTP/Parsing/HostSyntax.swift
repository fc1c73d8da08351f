internal import Glibc

/// `Host`, and the authority of an absolute target: `uri-host [ ":" port ]` (RFC 9110, 7.2).
/// A user name in front makes it malformed (RFC 9110, 4.2.4).
struct HostSyntax {
  let host: ArraySlice<UInt8>
  let port: Int?

  init?(_ bytes: ArraySlice<UInt8>) {
    guard let (end, host) = Self.host(bytes), !host.isEmpty else { return nil }
    self.host = host
    if end == bytes.endIndex {
      port = nil
      return
    }
    guard bytes[end] == ASCII.colon, let port = Self.port(bytes[(end + 1)...]) else { return nil }
    self.port = port
  }

  /// Whether both name the same, a missing port being the scheme's own.
  func isSame(as other: HostSyntax, defaultPort: Int) -> Bool {
    let (mine, theirs) = (port ?? defaultPort, other.port ?? defaultPort)
    return mine == theirs
      && host.elementsEqual(other.host) { lowercased($0) == lowercased($1) }
  }

  private static func host(_ bytes: ArraySlice<UInt8>) -> (end: Int, host: ArraySlice<UInt8>)? {
    if bytes.first == UInt8(ascii: "[") {
      guard let close = bytes.firstIndex(of: UInt8(ascii: "]")),
        isAddress(bytes[(bytes.startIndex + 1)..<close])
      else { return nil }
      return (close + 1, bytes[...close])
    }
    let name = Characters.registeredName
    var i = bytes.startIndex
    while i < bytes.endIndex, name.contains(bytes[i]) {
      if bytes[i] == UInt8(ascii: "%") {
        guard i + 2 < bytes.endIndex, Characters.hexValue(bytes[i + 1]) != nil,
          Characters.hexValue(bytes[i + 2]) != nil
        else { return nil }
      }
      i += 1
    }
    return (i, bytes[..<i])
  }

  /// An IPv6 address. `IPvFuture` has never been given a meaning, and zones are not allowed here.
  private static func isAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
    // A zero among them would end the text for inet_pton, whatever stands behind.
    guard bytes.count <= 45, bytes.allSatisfy(isAddressCharacter) else { return false }
    var text = bytes.map { CChar(bitPattern: $0) }
    text.append(0)
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }

  private static func isAddressCharacter(_ byte: UInt8) -> Bool {
    Characters.hexValue(byte) != nil || byte == ASCII.colon || byte == UInt8(ascii: ".")
  }

  /// Digits or nothing (RFC 3986, 3.2.3), as a TCP port.
  private static func port(_ bytes: ArraySlice<UInt8>) -> Int?? {
    if bytes.isEmpty { return .some(nil) }
    var value = 0
    for byte in bytes {
      guard Characters.isDigit(byte) else { return nil }
      value = value * 10 + Int(byte - ASCII.zero)
      if value > 65_535 { return nil }
    }
    return value
  }
}
