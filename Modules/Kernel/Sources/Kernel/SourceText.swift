/// The text of a value as variables, files and command lines bring it.
///
/// What stands at the ends of a value is seldom meant. `echo` and editors end files with a line
/// end, and some begin them with a byte order mark: neither belongs to the value. A blank at an end
/// may belong to it, or not: it is refused, and so is a control character anywhere.
public enum SourceText {
  private static let byteOrderMark: Unicode.Scalar = "\u{FEFF}"

  /// The text without byte order marks and line ends at its ends.
  public static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isEnd($0) }),
      let last = scalars.lastIndex(where: { !isEnd($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Why a text is no value, to follow "must be"; nil if it is one.
  public static func fault(in text: String) -> String? {
    let scalars = text.unicodeScalars
    // What was no UTF-8 has become U+FFFD where the system handed it over.
    if scalars.contains("\u{FFFD}") { return "text in UTF-8" }
    if scalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "text without control characters, such as a line end"
    }
    if let first = scalars.first, let last = scalars.last, isBlank(first) || isBlank(last) {
      return "text without blanks at its ends"
    }
    return nil
  }

  /// A word of a command line as a message may repeat it: of a URL, which may hold a password, the
  /// scheme alone.
  public static func shown(_ word: String) -> String {
    word.firstRange(of: "://").map { String(word[..<$0.upperBound]) + "…" } ?? word
  }

  private static func isEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\r" || scalar == byteOrderMark
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == byteOrderMark || scalar == "\u{200B}"
  }
}
