/// Text that another program wrote, as it may be kept and shown: no database takes all characters
/// that JSON can bear, and no line of a log or a page expects them.
public enum ForeignText {
  /// The text with a blank in place of each control character (Unicode category Cc, with NUL), and
  /// of at most so many characters.
  /// - Parameter length: the most Unicode scalars that are kept.
  public static func plain(_ text: String, upTo length: Int = .max) -> String {
    let isPlain = text.utf8.count <= length && text.unicodeScalars.allSatisfy { !isControl($0) }
    if isPlain { return text }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(length) {
      plain.append(isControl(scalar) ? " " : scalar)
    }
    return String(plain)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }
}
