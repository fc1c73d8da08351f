import Kernel

/// A host and a port to listen on.
public struct ListenAddress: Hashable, Sendable, LosslessStringConvertible {
  /// An address or a name, an IPv6 address without its brackets.
  public let host: String
  /// 0 lets the system choose.
  public let port: Int

  /// A host and a port.
  public init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  /// Reads `host:port`, `[v6]:port`, or `:port` for all IPv4 addresses of the machine.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let (name, digits) = (text[..<colon], text[text.index(after: colon)...])
    guard (1...5).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(digits), port <= 65_535
    else { return nil }
    if name.isEmpty {
      self.init(host: "0.0.0.0", port: port)
    } else if name.hasPrefix("["), name.hasSuffix("]"), name.contains(":") {
      self.init(host: String(name.dropFirst().dropLast()), port: port)
    } else {
      let isPlain = name.utf8.allSatisfy {
        $0 > 0x20 && $0 < 0x7F && !"[]:/@".utf8.contains($0)
      }
      guard isPlain else { return nil }
      self.init(host: String(name), port: port)
    }
  }

  /// `127.0.0.1:8080` or `[::1]:8080`.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Durations as people write them in configuration.
public enum DurationText {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  /// Reads `250ms`, `10m`, `24h` or `7d`; nil for anything else.
  public static func parse(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count)
    guard let number = Int64(digits), let known = units.first(where: { $0.name == unit }) else {
      return nil
    }
    let (milliseconds, overflows) = number.multipliedReportingOverflow(by: known.milliseconds)
    return overflows ? nil : .milliseconds(milliseconds)
  }

  /// The greatest unit that divides the duration; what is below a millisecond is left out.
  public static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    guard milliseconds != 0 else { return "0s" }
    let unit = units.last { milliseconds % $0.milliseconds == 0 } ?? units[0]
    return "\(milliseconds / unit.milliseconds)\(unit.name)"
  }
}

/// Sizes as people write them in configuration.
enum ByteSize {
  private static let units: [(name: String, bytes: Int)] = [
    ("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
    ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
  ]

  static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    var unit = text.dropFirst(digits.count)
    if unit.first == " " { unit = unit.dropFirst() }
    guard let number = Int(digits), let known = units.first(where: { $0.name == unit }) else {
      return nil
    }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: known.bytes)
    return overflows ? nil : bytes
  }

  /// In the greatest binary unit that divides it.
  static func text(_ bytes: Int) -> String {
    let unit = units[1...5].last { bytes % $0.bytes == 0 && bytes >= $0.bytes } ?? units[1]
    return "\(bytes / unit.bytes) \(unit.name)"
  }
}

/// URLs, as far as configuration needs to know them.
enum URLText {
  static func isValid(_ text: String, schemes: [String]) -> Bool {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
      return false
    }
    return schemes.contains { scheme in
      let start = scheme + "://"
      guard text.lowercased().hasPrefix(start) else { return false }
      return isAuthority(text.dropFirst(start.count).prefix { !"/?#".contains($0) })
    }
  }

  /// Whether it names a host, with at most one user and a port that there is. A password with an @
  /// that is not escaped would be taken for the host, and named in messages.
  private static func isAuthority(_ text: Substring) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, let place = parts.last, !place.isEmpty else { return false }
    let bracket = place.lastIndex(of: "]") ?? place.startIndex
    guard let colon = place[bracket...].firstIndex(of: ":") else { return true }
    let port = place[place.index(after: colon)...]
    return colon > place.startIndex
      && (port.isEmpty || port.allSatisfy(\.isNumber) && (UInt16(port) ?? 0) > 0)
  }

  /// Whether paths can be put behind it.
  static func isBase(_ text: String) -> Bool {
    text.utf8.count <= 300 && !text.contains { "@?#".contains($0) }
      && isValid(text, schemes: ["https", "http"])
  }

  /// Whether nobody on the way can change what is read.
  static func isTrusted(_ text: String) -> Bool {
    if isValid(text, schemes: ["https"]) { return true }
    guard isValid(text, schemes: ["http"]) else { return false }
    let authority = text.dropFirst("http://".count).prefix { !"/?#".contains($0) }
      .lowercased()
    return ["localhost", "127.0.0.1", "[::1]"].contains { name in
      guard authority.hasPrefix(name) else { return false }
      let port = authority.dropFirst(name.count)
      return port.isEmpty || (port.hasPrefix(":") && port.dropFirst().allSatisfy(\.isNumber))
    }
  }

  /// The URL with what stands between `:` and `@` before the host replaced.
  static func masked(_ text: String) -> String {
    let scheme = text.utf8.firstRange(of: "://".utf8)
    guard let start = scheme?.upperBound else { return text }
    let authority = text[start...].prefix { !"/?#".contains($0) }
    guard let at = authority.lastIndex(of: "@"),
      let colon = authority[..<at].firstIndex(of: ":")
    else { return text }
    return text[...colon] + "***" + text[at...]
  }
}

/// Names of time zones.
enum ZoneName {
  static func isKnown(_ name: String) -> Bool {
    name == "UTC" || (try? TimeZoneRules(identifier: name)) != nil
  }
}

extension StringProtocol {
  /// The text without blanks and tabs at its ends.
  var trimmingBlanks: String {
    let start = drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(start[...last])
  }
}
