import Glibc

/// Origins, as browsers write them into the field `Origin` (RFC 6454, 6.2).
enum OriginText {
  /// The origin that a text means, in the form that browsers send; nil where it means none.
  ///
  /// A slash at the end, upper case and a scheme's own port are how people write it, and go. A
  /// path, a name with a wildcard or one that is not ASCII match nothing, and are refused.
  static func canonical(_ text: String) -> String? {
    if text == "*" { return text }
    guard let colon = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<colon.lowerBound].lowercased()
    guard isScheme(scheme), scheme != "file" else { return nil }
    var authority = text[colon.upperBound...]
    if authority.last == "/" { authority.removeLast() }
    guard let (host, port) = split(authority.lowercased()), let host = canonicalHost(host) else {
      return nil
    }
    let usual = ["http": "80", "https": "443"][scheme]
    return "\(scheme)://\(host)" + (port.isEmpty || port == usual ? "" : ":\(port)")
  }

  private static func isScheme(_ text: String) -> Bool {
    text.utf8.first.map { (0x61...0x7A).contains($0) } == true
      && text.utf8.allSatisfy { isLetterOrDigit($0) || "+-.".utf8.contains($0) }
  }

  /// The host and the port apart; the port is empty where none is named.
  private static func split(_ authority: String) -> (host: Substring, port: String)? {
    let end = authority.lastIndex(of: "]") ?? authority.startIndex
    guard let colon = authority[end...].firstIndex(of: ":") else { return (authority[...], "") }
    let digits = authority[authority.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
      (1...65_535).contains(port)
    else { return nil }
    return (authority[..<colon], "\(port)")
  }

  private static func canonicalHost(_ host: Substring) -> String? {
    if host.hasPrefix("["), host.hasSuffix("]") {
      return canonicalIPv6(String(host.dropFirst().dropLast())).map { "[\($0)]" }
    }
    guard !host.isEmpty, !host.hasPrefix("."), !host.contains("..") else { return nil }
    let isPlain = host.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
    return isPlain ? String(host) : nil
  }

  private static func canonicalIPv6(_ text: String) -> String? {
    var address = in6_addr()
    guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count)) != nil else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }
}

extension SettingType where Value == String {
  /// The origin of pages in a browser, such as `https://app.example.com`, in the form that browsers
  /// send; `*` for all.
  public static var origin: Self {
    SettingType(
      name: "origin",
      expectation: "an origin such as \"https://app.example.com\", without a path, with the xn-- "
        + "form of a name that is not ASCII",
      parse: { OriginText.canonical($0) }, show: { $0 })
  }
}
