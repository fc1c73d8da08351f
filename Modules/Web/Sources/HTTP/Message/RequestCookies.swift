/// The cookies of a request (RFC 6265, 4.2), read to the letter: what is not of that grammar is
/// refused as a whole, since readers differ in what they make of it.
public struct RequestCookies: Hashable, Sendable {
  /// A cookie as it was sent. A quoted value keeps its quotation marks, which are part of it.
  public struct Pair: Hashable, Sendable {
    /// A token; its case matters.
    public let name: String
    /// Visible ASCII without quotation marks (but around all of it), commas, semicolons and
    /// backslashes. May be empty.
    public let value: String
  }

  /// In the order of the field, the more specific path first (RFC 6265, 5.4).
  public let pairs: [Pair]

  /// Reads the value of a `Cookie` field: `name=value` and more of them behind `"; "`; `nil` if
  /// it is malformed.
  public init?(_ field: some StringProtocol) {
    var pairs: [Pair] = []
    var rest = Substring(field).utf8
    repeat {
      if !pairs.isEmpty {
        // The loop goes on at a semicolon only.
        rest.removeFirst()
        guard rest.popFirst() == ASCII.space else { return nil }
      }
      guard let pair = Pair(takenFrom: &rest) else { return nil }
      pairs.append(pair)
    } while rest.first == ASCII.semicolon
    guard rest.isEmpty else { return nil }
    self.pairs = pairs
  }

  /// Reads the cookies of a request; none where it has no `Cookie` field, and `nil` if that is
  /// malformed. Several fields, into which HTTP/2 may have split one, are read as one
  /// (RFC 9113, 8.2.3).
  public init?(_ headers: HTTPHeaders) {
    guard headers.contains("Cookie") else {
      self.init(pairs: [])
      return
    }
    self.init(headers.values("Cookie").joined(separator: "; "))
  }

  /// Whether a `Cookie` field names a cookie or, where it is malformed, may name it: its octets and
  /// an equals sign stand there somewhere.
  public static func mayName(_ name: String, in headers: HTTPHeaders) -> Bool {
    let wanted = Array("\(name)=".utf8)
    return headers.values("Cookie").contains { field in
      var rest = field.utf8[...]
      // Where the name begins is looked for by its first octet.
      while let start = rest.firstIndex(of: wanted[0]) {
        rest = rest[start...]
        if rest.starts(with: wanted) { return true }
        rest.removeFirst()
      }
      return false
    }
  }

  private init(pairs: [Pair]) {
    self.pairs = pairs
  }

  /// The value of the cookie of that name; `nil` where there is none, and also where there are
  /// several with different values: a neighbouring host or path may have set the others
  /// (RFC 6265, 8.6), so that the name tells nothing.
  public subscript(_ name: String) -> String? {
    let values = pairs.filter { $0.name == name }.map(\.value)
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}

extension RequestCookies.Pair {
  /// Takes one cookie off the front, up to the semicolon behind it.
  fileprivate init?(takenFrom text: inout Substring.UTF8View) {
    let name = text.prefix { Characters.token.contains($0) }
    text = text[name.endIndex...]
    guard !name.isEmpty, text.popFirst() == ASCII.equals else { return nil }
    let value = text.prefix { $0 != ASCII.semicolon }
    text = text[value.endIndex...]
    var octets = value
    if octets.first == ASCII.quote {
      octets.removeFirst()
      guard octets.popLast() == ASCII.quote else { return nil }
    }
    guard octets.allSatisfy(Self.isCookieOctet) else { return nil }
    self.name = String(Substring(name))
    self.value = String(Substring(value))
  }

  /// `cookie-octet`: visible ASCII but `"`, `,`, `;` and `\`.
  private static func isCookieOctet(_ octet: UInt8) -> Bool {
    switch octet {
    case ASCII.quote, ASCII.comma, ASCII.semicolon, ASCII.backslash: false
    default: octet > 0x20 && octet < 0x7F
    }
  }
}
