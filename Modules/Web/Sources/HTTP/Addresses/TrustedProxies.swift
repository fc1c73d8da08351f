/// The proxies whose word is taken on where a request came from. Nobody else's is: a client can
/// send any field it likes.
public struct TrustedProxies: Sendable {
  /// The field in which the proxies say it. One, not both: a proxy that sets one as a rule lets
  /// the client's own version of the other pass.
  public enum Field: String, Sendable, CaseIterable {
    /// `X-Forwarded-For`, with `X-Forwarded-Proto` beside it.
    case xForwardedFor = "x-forwarded-for"
    /// `Forwarded` (RFC 7239).
    case forwarded
  }

  /// Where the proxies are; nowhere if empty.
  public var networks: [IPNetwork]
  /// The field in which they tell the client's address.
  public var field: Field

  /// Proxies at these addresses.
  public init(_ networks: [IPNetwork] = [], field: Field = .xForwardedFor) {
    self.networks = networks
    self.field = field
  }

  /// Whether there are any.
  public var isEmpty: Bool { networks.isEmpty }

  /// Whether a peer is one of them.
  public func contains(_ address: IPAddress) -> Bool {
    networks.contains { $0.contains(address) }
  }

  /// Where a request came from that a trusted proxy sent.
  public struct Origin: Hashable, Sendable {
    /// The client; `nil` where the fields do not tell, which leaves the proxy itself.
    public var client: IPAddress?
    /// Whether the client spoke TLS.
    public var isSecure: Bool
  }

  /// Reads what a trusted proxy says.
  ///
  /// Every proxy adds the address of whoever asked it at the right end. So the list is read from
  /// there: each address that a trusted proxy vouches for and that is itself a trusted proxy's
  /// vouches for the next, and the first that is not is the client. What stands left of it is the
  /// client's own invention. What is not an address ends the list. All of it is read octet by
  /// octet: Swift's characters of text that a client made may cost the square of their length.
  public func origin(_ headers: HTTPHeaders) -> Origin {
    switch field {
    case .xForwardedFor:
      let hops = Self.elements(headers.values("X-Forwarded-For"))
      let (client, _) = walk(hops, Self.address)
      return Origin(client: client, isSecure: Self.isHTTPS(headers.values("X-Forwarded-Proto")))
    case .forwarded:
      let hops = Self.elements(headers.values("Forwarded"))
      let (client, last) = walk(hops) { Self.parameter("for", of: $0).flatMap(Self.address) }
      let scheme = last.flatMap { Self.parameter("proto", of: $0) }
      return Origin(client: client, isSecure: scheme.map { Self.isHTTPS([String($0)]) } ?? false)
    }
  }

  /// How many hops are looked at; nobody has so many proxies of their own.
  private static let most = 32

  /// - Returns: the first address from the right that is not a proxy's, or else the last that is;
  ///   and the element that it was read from.
  private func walk(
    _ hops: some Sequence<Substring>, _ address: (Substring) -> IPAddress?
  ) -> (IPAddress?, Substring?) {
    var known: (IPAddress?, Substring?) = (nil, nil)
    for hop in hops {
      guard hop.utf8.allSatisfy({ $0 < 0x80 }), let next = address(hop) else { return known }
      known = (next, hop)
      if !contains(next) { return known }
    }
    return known
  }

  /// The elements of a list from the right, at most so many of them. A comma ends an element even
  /// within quotes: no address and no scheme has one, and an open quote that a client sent must
  /// not swallow what the proxy added behind it.
  private static func elements(_ values: [String]) -> [Substring] {
    var elements: [Substring] = []
    for value in values.reversed() {
      var rest = Substring(value).utf8
      while !rest.isEmpty {
        if elements.count == most { return elements }
        let comma = rest.lastIndex(of: ASCII.comma)
        let element = trimmed(rest[(comma.map(rest.index(after:)) ?? rest.startIndex)...])
        if !element.isEmpty { elements.append(Substring(element)) }
        rest = rest[..<(comma ?? rest.startIndex)]
      }
    }
    return elements
  }

  private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
    var text = text
    while let first = text.first, FieldLine.isBlank(first) { text.removeFirst() }
    while let last = text.last, FieldLine.isBlank(last) { text.removeLast() }
    return text
  }

  /// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`,
  /// `[2001:db8::1]:80`.
  private static func address(_ text: Substring) -> IPAddress? {
    let octets = text.utf8
    if octets.first == UInt8(ascii: "[") {
      guard let close = octets.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let rest = octets[octets.index(after: close)...]
      guard rest.isEmpty || isPort(rest) else { return nil }
      return IPAddress(Substring(octets[..<close].dropFirst()))
    }
    if let colon = octets.firstIndex(of: ASCII.colon), octets.lastIndex(of: ASCII.colon) == colon {
      return isPort(octets[colon...]) ? IPAddress(Substring(octets[..<colon])) : nil
    }
    return IPAddress(text)
  }

  private static func isPort(_ text: Substring.UTF8View) -> Bool {
    text.first == ASCII.colon && (2...6).contains(text.count)
      && text.dropFirst().allSatisfy(Characters.isDigit)
  }

  /// The value of a parameter of an element of `Forwarded` (RFC 7239, 4), without its quotes.
  private static func parameter(_ name: String, of element: Substring) -> Substring? {
    for pair in element.utf8.split(separator: ASCII.semicolon) {
      let pair = trimmed(pair)
      guard let equals = pair.firstIndex(of: ASCII.equals),
        equalIgnoringCase(String(Substring(pair[..<equals])), name)
      else { continue }
      let value = pair[pair.index(after: equals)...]
      guard value.first == ASCII.quote else { return Substring(value) }
      guard value.count > 2, value.last == ASCII.quote, !value.contains(ASCII.backslash) else {
        return nil
      }
      return Substring(value.dropFirst().dropLast())
    }
    return nil
  }

  /// One word alone: of several nobody knows whose is whose.
  private static func isHTTPS(_ values: [String]) -> Bool {
    values.count == 1 && equalIgnoringCase(String(Substring(trimmed(values[0][...].utf8))), "https")
  }
}
