/// Codes as people copy them: from a mail, from paper, from another screen.
public enum CopiedText {
  /// A code that people read and type, without what they put between its signs: white space of any
  /// kind, hyphens and dashes, signs that print nothing. Full-width letters and digits, which
  /// keyboards of East Asia type, become those of ASCII. The case stays.
  public static func signs(of code: String) -> String {
    var signs = String.UnicodeScalarView()
    for scalar in code.unicodeScalars {
      let properties = scalar.properties
      if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { continue }
      switch properties.generalCategory {
      case .dashPunctuation, .control: continue
      // The minus and the long vowel of Japanese keyboards stand for hyphens, too.
      case _ where scalar.value == 0x2212 || scalar.value == 0x30FC: continue
      default:
        let isFullWidth = (0xFF01...0xFF5E).contains(scalar.value)
        signs.append(isFullWidth ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
      }
    }
    return String(signs)
  }

  /// A token that programs make and people only copy: without white space and signs that print
  /// nothing, which mail programs put at its ends and where they break lines. Everything else,
  /// hyphens and case included, is the token's own.
  public static func token(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { scalar in
          let properties = scalar.properties
          return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
            && properties.generalCategory != .control
        }))
  }
}
