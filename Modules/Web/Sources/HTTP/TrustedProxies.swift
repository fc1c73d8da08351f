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
  /// client's own invention. What is not an address ends the list.
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
      guard let next = address(hop) else { return known }
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
      for element in value.split(separator: ",").reversed() {
        if elements.count == most { return elements }
        let trimmed = trimmed(element)
        if !trimmed.isEmpty { elements.append(trimmed) }
      }
    }
    return elements
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.utf8.first, FieldLine.isBlank(first) { text.removeFirst() }
    while let last = text.utf8.last, FieldLine.isBlank(last) { text.removeLast() }
    return text
  }

  /// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`,
  /// `[2001:db8::1]:80`.
  private static func address(_ text: Substring) -> IPAddress? {
    if text.first == "[" {
      guard let close = text.firstIndex(of: "]") else { return nil }
      let rest = text[text.index(after: close)...]
      guard rest.isEmpty || isPort(rest) else { return nil }
      return IPAddress(text[text.index(after: text.startIndex)..<close])
    }
    if let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon {
      return isPort(text[colon...]) ? IPAddress(text[..<colon]) : nil
    }
    return IPAddress(text)
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.first == ":" && (2...6).contains(text.utf8.count)
      && text.utf8.dropFirst().allSatisfy(Characters.isDigit)
  }

  /// The value of a parameter of an element of `Forwarded` (RFC 7239, 4), without its quotes.
  private static func parameter(_ name: String, of element: Substring) -> Substring? {
    for pair in element.split(separator: ";") {
      let pair = trimmed(pair)
      guard let equals = pair.firstIndex(of: "="),
        equalIgnoringCase(String(pair[..<equals]), name)
      else { continue }
      let value = pair[pair.index(after: equals)...]
      guard value.first == "\"" else { return value }
      guard value.utf8.count > 2, value.last == "\"", !value.contains("\\") else { return nil }
      return value.dropFirst().dropLast()
    }
    return nil
  }

  /// One word alone: of several nobody knows whose is whose.
  private static func isHTTPS(_ values: [String]) -> Bool {
    values.count == 1 && equalIgnoringCase(String(trimmed(values[0][...])), "https")
  }
}
