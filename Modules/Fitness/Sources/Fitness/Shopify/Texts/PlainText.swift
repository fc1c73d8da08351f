/// Text that shows what an HTML text says, and that no reader can take for HTML.
///
/// A merchant's description is written by whoever can edit products in the shop, apps included. Of
/// its HTML only the words are kept: tags go, what scripts and styles hold goes with them, and
/// paragraphs and lists become lines. Whatever is left of `<` cannot begin a tag, so that a page
/// that forgets to escape the text still runs nothing of it.
public enum PlainText {
  /// No more of an HTML text is read, in octets.
  private static let longestHTML = 1 << 18

  /// The words of an HTML text; nil where it has none.
  /// - Parameter length: the most Unicode scalars of the answer.
  public static func words(ofHTML html: String, upTo length: Int) -> String? {
    var reader = HTMLReader(Array(html.utf8.prefix(longestHTML)))
    var text = FlowingText()
    while let token = reader.next() {
      switch token {
      case .text(let scalar): text.add(scalar)
      case .element(let name): text.add(HTMLElements.effect(of: name))
      }
    }
    return cut(text.text, to: length)
  }

  /// A line of text as it can be kept and shown; nil where there is nothing in it.
  /// - Parameter length: the most Unicode scalars of the answer.
  public static func line(_ line: String, upTo length: Int) -> String? {
    var text = FlowingText()
    for scalar in line.unicodeScalars { text.add(scalar) }
    return cut(text.text, to: length)
  }

  private static func cut(_ text: String, to length: Int) -> String? {
    var cut = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length)))
    while cut.unicodeScalars.last.map(FlowingText.isSpace) ?? false {
      cut.unicodeScalars.removeLast()
    }
    return cut.isEmpty ? nil : cut
  }
}

/// Text that is put together word by word, with one space between words, and at most one empty line
/// between paragraphs.
struct FlowingText {
  /// The text so far.
  private(set) var text = ""
  private var gap = Gap.none

  /// What stands before the next word.
  enum Gap: Int, Comparable {
    case none, space, line, paragraph

    static func < (left: Gap, right: Gap) -> Bool { left.rawValue < right.rawValue }
  }

  /// Adds a character. Spaces and line ends are gaps between words; control characters are none.
  mutating func add(_ scalar: Unicode.Scalar) {
    if Self.isSpace(scalar) { return add(Gap.space) }
    if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) { return }
    if !text.isEmpty {
      switch gap {
      case .none: break
      case .space: text += " "
      case .line: text += "\n"
      case .paragraph: text += "\n\n"
      }
    }
    // A tag, a comment or an end of one would begin here (HTML, 13.2.5.6).
    if gap == .none, text.unicodeScalars.last == "<", Self.beginsMarkup(scalar) { text += " " }
    gap = .none
    text.unicodeScalars.append(scalar)
  }

  /// Adds a gap; the widest one counts.
  mutating func add(_ gap: Gap) { self.gap = max(self.gap, gap) }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0x09...0x0D, 0xA0, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func beginsMarkup(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "/", "!", "?": true
    default: false
    }
  }
}
