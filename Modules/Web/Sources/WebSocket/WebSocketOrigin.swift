/// Whether a page may open a WebSocket. Browsers let any page open one to any server, with the
/// user's cookies, and tell the page's origin; so the server must look (RFC 6455, 10.2).
public enum WebSocketOrigin {
  /// Whether a page's origin is the server's own, by the `Host` that it was called by. The port
  /// may be left out of either where it is the scheme's own.
  /// - Parameters:
  ///   - origin: the `Origin` field: `https://app.example.com`; `null` is nobody's origin.
  ///   - host: the `Host` field: `app.example.com:443`.
  ///   - demandsTLS: whether a page that came without TLS is another's.
  public static func isSame(_ origin: String, as host: String, demandsTLS: Bool = false) -> Bool {
    // Neither has anything beyond ASCII (RFC 6454, 6.2), and only ASCII is cheap to compare.
    guard (origin + host).utf8.allSatisfy({ $0 < 0x80 }) else { return false }
    let parts = origin.lowercased().split(separator: "://", maxSplits: 1)
    guard parts.count == 2 else { return false }
    let usual: Substring
    switch parts[0] {
    case "https": usual = ":443"
    case "http" where !demandsTLS: usual = ":80"
    default: return false
    }
    return withPort(parts[1], usual) == withPort(Substring(host.lowercased()), usual)
  }

  private static func withPort(_ authority: Substring, _ usual: Substring) -> String {
    // An IPv6 address has colons of its own, within brackets.
    let port = authority.lastIndex(of: ":")
    let bracket = authority.lastIndex(of: "]")
    if let port, bracket.map({ $0 < port }) ?? true { return String(authority) }
    return String(authority + usual)
  }
}
