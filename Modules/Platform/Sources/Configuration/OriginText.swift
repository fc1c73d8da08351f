import Kernel

/// Origins, as browsers write them into the field `Origin` (RFC 6454, 6.2; hosts by the WHATWG's
/// URL standard).
enum OriginText {
  /// What an origin must be.
  static let expectation =
    "an origin such as \"https://app.example.com\", without a user and a path, with the xn-- form "
    + "of a name that is not ASCII"

  /// The origin that a text means, in the form that browsers send.
  ///
  /// A slash at the end, upper case and a scheme's own port are how people write it, and go. What
  /// would match nothing is refused: a path, a user, a wildcard, a name that is not ASCII, and an
  /// address in a form that browsers write otherwise.
  static func canonical(_ text: String) throws(UnfitValue) -> String {
    if text == "*" { return text }
    guard let colon = text.firstRange(of: "://") else { throw UnfitValue(expectation) }
    let scheme = text[..<colon.lowerBound].lowercased()
    guard isScheme(scheme), scheme != "file" else { throw UnfitValue(expectation) }
    var authority = text[colon.upperBound...]
    if authority.last == "/" { authority.removeLast() }
    guard let (host, port) = split(authority.lowercased()) else { throw UnfitValue(expectation) }
    let usual = ["http": "80", "https": "443"][scheme]
    let end = port.isEmpty || port == usual ? "" : ":\(port)"
    switch meaning(of: host) {
    case .sent(let host): return "\(scheme)://\(host)\(end)"
    case .writtenAs(let host):
      throw UnfitValue("\"\(scheme)://\(host)\(end)\", which is how browsers write this origin")
    case .never: throw UnfitValue(expectation)
    }
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

  private enum Meaning {
    /// Browsers send it as it stands, or in the one other way that people write an IPv6 address.
    case sent(String)
    /// Browsers send it in another form.
    case writtenAs(String)
    /// No browser sends it.
    case never
  }

  private static func meaning(of host: Substring) -> Meaning {
    if host.hasPrefix("["), host.hasSuffix("]") {
      return OriginAddress.v6(String(host.dropFirst().dropLast())).map { .sent("[\($0)]") }
        ?? .never
    }
    guard host.utf8.allSatisfy({ $0 < 0x80 }) else {
      let name = DomainName.ascii(String(host))
      return name.flatMap { isPlain($0[...]) ? .writtenAs($0) : nil } ?? .never
    }
    guard isPlain(host) else { return .never }
    if OriginAddress.endsInNumber(host) {
      guard let address = OriginAddress.v4(host) else { return .never }
      return address == host ? .sent(address) : .writtenAs(address)
    }
    // Browsers refuse a label with xn-- that encodes nothing, or not in its one way.
    let isName = !host.contains("xn--") || DomainName.ascii(String(host)).map { $0 == host } == true
    return isName ? .sent(String(host)) : .never
  }

  /// A name of labels; a full stop at its end is part of it, and browsers send it.
  private static func isPlain(_ host: Substring) -> Bool {
    !host.isEmpty && !host.hasPrefix(".") && !host.contains("..")
      && host.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }
}

extension SettingType where Value == String {
  /// The origin of pages in a browser, such as `https://app.example.com`, in the form that browsers
  /// send; `*` for all.
  public static var origin: Self {
    let read: @Sendable (String) throws(UnfitValue) -> String = { text throws(UnfitValue) in
      let text = SourceText.trimmed(text)
      if let fault = SourceText.fault(in: text) { throw UnfitValue(fault) }
      return try OriginText.canonical(text)
    }
    return SettingType(
      name: "origin",
      toml: { value throws(UnfitValue) in
        guard case .string(let text) = value else {
          throw UnfitValue("\(OriginText.expectation) in quotes, not \(value.typeName)")
        }
        return try read(text)
      },
      text: read, show: { $0 })
  }
}
