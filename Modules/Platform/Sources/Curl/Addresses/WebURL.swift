import CCurl
import Glibc

/// An `http` or `https` URL as libcurl reads it, so that what is judged is what is connected to.
public struct WebURL: Hashable, Sendable {
  /// `http` or `https`.
  public let scheme: String
  /// The host in lower case: a name, four decimal numbers whichever way they were written
  /// (`0x7f.1` is `127.0.0.1`), or an IPv6 address in brackets.
  public let host: String
  /// The port; the scheme's own if the URL names none.
  public let port: Int
  /// Whether there is a user or a password in it.
  public let hasCredentials: Bool

  /// Reads a URL; nil for other schemes, for what has no host, and for what libcurl refuses.
  public init?(_ text: String) {
    guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      // libcurl forgives slashes that are missing, or too many.
      let slashes = text.firstRange(of: "://"), text[slashes.upperBound...].first != "/",
      let url = curl_url()
    else { return nil }
    defer { curl_url_cleanup(url) }
    // By its scheme alone: libcurl would guess one.
    guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK,
      let scheme = Self.part(CURLUPART_SCHEME, of: url)?.lowercased(),
      ["http", "https"].contains(scheme), let host = Self.part(CURLUPART_HOST, of: url),
      !host.isEmpty, let port = Self.part(CURLUPART_PORT, of: url).flatMap({ Int($0) })
    else { return nil }
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port
    hasCredentials =
      Self.part(CURLUPART_USER, of: url) != nil || Self.part(CURLUPART_PASSWORD, of: url) != nil
  }

  /// The longest URL that is read, in octets.
  public static let longest = 2_048

  /// The host and the port: what connections and circuits belong to.
  public var authority: String { "\(scheme)://\(host):\(port)" }

  /// Whether a policy refuses the host whatever a resolver says: it is an address that the policy
  /// does not admit, or a name that means this machine (RFC 6761, 6.3). A name that is resolved to
  /// such an address is refused when it is connected to.
  public func isRefused(by policy: AddressPolicy) -> Bool {
    guard policy != .any else { return false }
    if let octets { return !policy.admits(octets) }
    let name = host.hasSuffix(".") ? host.dropLast() : host[...]
    return name == "localhost" || name.hasSuffix(".localhost")
  }

  /// The octets of a host that is an address; nil for a name.
  private var octets: [UInt8]? {
    if host.hasPrefix("[") {
      var address = in6_addr()
      let text = host.dropFirst().prefix { $0 != "]" && $0 != "%" }
      guard inet_pton(AF_INET6, String(text), &address) == 1 else { return nil }
      return withUnsafeBytes(of: address) { Array($0) }
    }
    var address = in_addr()
    // Every spelling that a resolver takes for an address.
    guard inet_aton(host, &address) == 1 else { return nil }
    return withUnsafeBytes(of: address) { Array($0) }
  }

  private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text
    else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
