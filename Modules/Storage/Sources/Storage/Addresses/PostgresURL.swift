/// Connection URIs of libpq, with an eye on the secrets in them.
public enum PostgresURL {
  /// Makes sure that libpq takes for the password what is meant to be one. It ends the user's part
  /// at the first @, and names what follows in its messages.
  ///
  /// - Throws: `DatabaseURLError`, which contains nothing of the URL.
  static func check(_ uri: String) throws(DatabaseURLError) {
    guard !uri.unicodeScalars.contains(where: isStray) else { throw .malformed }
    let (authority, rest) = parts(of: uri)
    guard authority.count(where: { $0 == "@" }) <= 1 else { throw .unescapedAt }
    // An @ in a parameter is one of a user's name, as in ?user=ada@example.com.
    let path = rest.prefix { $0 != "?" }
    guard !path.contains("@") else { throw .unescapedAt }
    let places = authority[
      (authority.firstIndex(of: "@").map(authority.index(after:))
        ?? authority.startIndex)...]
    for place in places.split(separator: ",", omittingEmptySubsequences: false) {
      try checkPort(of: place)
    }
    guard isEncoded(uri) else { throw .escape }
    try PostgresParameters.check(rest)
  }

  /// Whether each % begins an escape that libpq takes (RFC 3986, 2.1): none of U+0000.
  private static func isEncoded(_ uri: String) -> Bool {
    uri.utf8.indices.allSatisfy { index in
      guard uri.utf8[index] == UInt8(ascii: "%") else { return true }
      let digits = uri.utf8[uri.utf8.index(after: index)...].prefix(2)
      return digits.count == 2 && digits.allSatisfy { isHexadecimal($0) }
        && !digits.allSatisfy { $0 == UInt8(ascii: "0") }
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private static func isStray(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      || scalar == "\u{FFFD}"
  }

  private static func checkPort(of place: Substring) throws(DatabaseURLError) {
    let bracket = place.lastIndex(of: "]") ?? place.startIndex
    guard let colon = place[bracket...].firstIndex(of: ":") else { return }
    let port = place[place.index(after: colon)...]
    guard port.isEmpty || port.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      port.isEmpty || (UInt16(port) ?? 0) > 0
    else { throw .port }
  }

  private static func parts(of uri: String) -> (authority: Substring, rest: Substring) {
    guard let scheme = uri.firstRange(of: "://") else { return ("", uri[...]) }
    let authority = uri[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    return (authority, uri[authority.endIndex...])
  }

  /// The URI with `***` for the password, wherever it stands.
  static func masked(_ uri: String) -> String {
    guard let scheme = uri.firstRange(of: "://") else { return "postgresql://***" }
    var (authority, rest) = parts(of: uri)
    // An @ behind it may end a password with a slash or a question mark that were not escaped.
    if rest.contains("@"), let colon = authority.firstIndex(of: ":") {
      return uri[...colon] + "***"
    }
    var user = ""
    // The last @ ends the user's part: a password may contain one that was not escaped.
    if let at = authority.lastIndex(of: "@") {
      let name = authority[..<at].prefix { $0 != ":" && $0 != "@" }
      user = name.count < authority[..<at].count ? "\(name):***@" : "\(name)@"
      authority = authority[authority.index(after: at)...]
    }
    return uri[..<scheme.upperBound] + user + authority + maskedQuery(rest)
  }

  private static func maskedQuery(_ rest: Substring) -> String {
    guard let question = rest.firstIndex(of: "?") else { return String(rest) }
    let parameters = rest[rest.index(after: question)...]
      .split(separator: "&", omittingEmptySubsequences: false)
      .map { parameter -> String in
        let name = parameter.prefix { $0 != "=" }
        // libpq reads percent-encoding in names, too.
        let meant = decoded(name).lowercased()
        if shown.contains(meant) { return String(parameter) }
        // What is no parameter that we know may be the rest of a password with an & in it.
        return meant.contains("password") ? name + "=***" : "***"
      }
    return rest[...question] + parameters.joined(separator: "&")
  }

  /// The parameters whose values are no secrets.
  private static let shown: Set<String> = [
    "application_name", "channel_binding", "client_encoding", "connect_timeout", "dbname",
    "fallback_application_name", "gssencmode", "host", "hostaddr", "keepalives", "keepalives_count",
    "keepalives_idle", "keepalives_interval", "passfile", "port", "requirepeer", "service",
    "sslcert", "sslcompression", "sslcrl", "sslkey", "sslmode", "sslrootcert", "sslsni",
    "target_session_attrs", "tcp_user_timeout", "user",
  ]

  /// Percent-encoded text as it is meant (RFC 3986, 2.1).
  public static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  /// The text with `***` for each of some secrets. What a server or a library says of a connection
  /// may repeat parts of how it was asked for.
  public func hiding(_ secrets: some Sequence<String>) -> String {
    secrets.filter { $0.utf8.count > 2 }.reduce(self) { $0.replacing($1, with: "***") }
  }
}
