/// Reads HTML that anybody may have written: characters and elements, and nothing of what is not
/// shown. It takes what browsers take, and never fails.
struct HTMLReader {
  /// What is read next.
  enum Token: Hashable {
    /// A character that is shown.
    case text(Unicode.Scalar)
    /// The beginning or the end of an element, by its name in small letters.
    case element(String)
  }

  private let octets: [UInt8]
  private var position = 0

  init(_ octets: [UInt8]) {
    self.octets = octets
  }

  /// The next character or element; nil at the end.
  mutating func next() -> Token? {
    while position < octets.count {
      switch octets[position] {
      case UInt8(ascii: "<"):
        guard isMarkup else { return .text(scalar()) }
        if let name = markup() { return .element(name) }
      case UInt8(ascii: "&"):
        if let (scalar, length) = HTMLReferences.scalar(of: octets[position...]) {
          position += length
          return .text(scalar)
        }
        return .text(scalar())
      default: return .text(scalar())
      }
    }
    return nil
  }

  /// Whether a tag, a comment or the like begins here.
  private var isMarkup: Bool {
    guard position + 1 < octets.count else { return false }
    return Self.isLetter(octets[position + 1])
      || [UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "?")].contains(octets[position + 1])
  }

  /// Passes over a tag, a comment or the like, and over what an element holds that shows nothing.
  /// - Returns: the element's name; nil for what is none.
  private mutating func markup() -> String? {
    if octets[position...].starts(with: "<!--".utf8) {
      position = end(of: "-->", from: position + 4)
      return nil
    }
    let isEnd = octets[position + 1] == UInt8(ascii: "/")
    let start = position + (isEnd ? 2 : 1)
    let letters = octets[min(start, octets.count)...].prefix(while: Self.isOfName)
    let name = String(decoding: letters, as: UTF8.self).lowercased()
    position = endOfTag(from: start + letters.count)
    guard !name.isEmpty else { return nil }
    if !isEnd, HTMLElements.unshown.contains(name) {
      position = end(of: "</\(name)", from: position)
      position = endOfTag(from: position)
    }
    return name
  }

  /// Where a tag ends: after the first `>` that is in no quotation marks.
  private func endOfTag(from start: Int) -> Int {
    var quote: UInt8?
    for place in min(start, octets.count)..<octets.count {
      let octet = octets[place]
      if let open = quote {
        if octet == open { quote = nil }
      } else if octet == UInt8(ascii: ">") {
        return place + 1
      } else if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
        quote = octet
      }
    }
    return octets.count
  }

  /// The place after a text, in letters of any case; the end where it does not come.
  private func end(of text: String, from start: Int) -> Int {
    let wanted = Array(text.utf8)
    var place = start
    while place + wanted.count <= octets.count {
      if wanted.indices.allSatisfy({ Self.lowercased(octets[place + $0]) == wanted[$0] }) {
        return place + wanted.count
      }
      place += 1
    }
    return octets.count
  }

  /// The character here.
  private mutating func scalar() -> Unicode.Scalar {
    var iterator = octets[position...].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
      position += 1
      return "\u{FFFD}"
    }
    position += UTF8.width(scalar)
    return scalar
  }

  static func isLetter(_ octet: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercased(octet))
  }

  private static func isOfName(_ octet: UInt8) -> Bool {
    isLetter(octet) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
      || octet == UInt8(ascii: "-")
  }

  private static func lowercased(_ octet: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
  }
}

/// What elements of HTML do to the words in and around them.
enum HTMLElements {
  /// Elements of which nothing is shown, or nothing that is text.
  static let unshown: Set<String> = [
    "script", "style", "template", "noscript", "iframe", "textarea", "title", "xmp", "noembed",
    "noframes",
  ]

  private static let lines: Set<String> = [
    "br", "div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "figure",
    "figcaption", "details", "summary", "hr",
  ]

  private static let paragraphs: Set<String> = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre",
  ]

  private static let cells: Set<String> = ["td", "th", "option"]

  /// What stands between the words before and after the beginning or end of an element.
  static func effect(of name: String) -> FlowingText.Gap {
    if paragraphs.contains(name) { return .paragraph }
    if lines.contains(name) || unshown.contains(name) { return .line }
    return cells.contains(name) ? .space : .none
  }
}

/// Character references of HTML: `&amp;`, `&#233;`, `&#xE9;`.
enum HTMLReferences {
  private static let named: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©",
    "reg": "®", "trade": "™", "ndash": "–", "mdash": "—", "hellip": "…", "lsquo": "‘",
    "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "bull": "•",
    "middot": "·", "times": "×", "deg": "°", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢",
    "frac12": "½", "frac14": "¼", "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç",
    "auml": "ä", "ouml": "ö", "uuml": "ü", "szlig": "ß", "ntilde": "ñ", "shy": "\u{AD}",
  ]

  /// The longest reference that is looked for, in octets between `&` and `;`.
  private static let longest = 10

  /// The character that a reference at the beginning of a text means, and how many octets it has.
  static func scalar(of text: ArraySlice<UInt8>) -> (Unicode.Scalar, length: Int)? {
    let inner = text.dropFirst()
    guard let end = inner.prefix(longest + 1).firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: inner[..<end], as: UTF8.self)
    guard let scalar = named[name] ?? numbered(name) else { return nil }
    return (scalar, end - text.startIndex + 1)
  }

  private static func numbered(_ name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let isHex = digits.first == "x" || digits.first == "X"
    let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap(Unicode.Scalar.init)
  }
}
