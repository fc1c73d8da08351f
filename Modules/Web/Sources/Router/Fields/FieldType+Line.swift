extension FieldType where Value == String {
  /// One line that others will see, such as a name: blanks around it are taken off, and what would
  /// break the line, turn the writing around or show nothing at all is refused.
  ///
  /// Joiners and marks within a word are let be, since some scripts and emoji need them; the
  /// overrides, embeddings and isolates of the bidirectional algorithm (UAX #9) are not, since
  /// they rearrange what is written around the line.
  ///
  /// - Parameter length: how many scalars it may have without the blanks around it.
  public static func line(length: ClosedRange<Int>) -> FieldType {
    text(schema: .string(length: length, pattern: LineRule.pattern), placeholder: "") { text in
      guard text.unicodeScalars.allSatisfy(LineRule.allows) else {
        return .failure(LineRule.broken)
      }
      let line = trimmed(text)
      guard line.isEmpty || line.unicodeScalars.contains(where: LineRule.shows) else {
        return .failure(LineRule.invisible)
      }
      return checkLength(line, length)
    }
  }
}

/// What a line may be made of.
private enum LineRule {
  static let broken = FieldComplaint(
    "invalid", "This cannot contain control characters, line breaks or changes of direction.")
  static let invisible = FieldComplaint("invalid", "This must have a character that can be seen.")

  /// Whether a scalar may stand in a line at all.
  static func allows(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: false
    default: !turns(scalar)
    }
  }

  /// Whether a scalar leaves a mark of its own on the page.
  static func shows(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    guard !properties.isWhitespace, !properties.isDefaultIgnorableCodePoint else { return false }
    // An empty cell of Braille is a symbol by its category, and looks like a blank.
    return properties.generalCategory != .format && scalar != "\u{2800}"
  }

  private static func turns(_ scalar: Unicode.Scalar) -> Bool {
    ("\u{202A}"..."\u{202E}").contains(scalar) || ("\u{2066}"..."\u{2069}").contains(scalar)
  }

  /// The same for a reader of the documentation: nothing that `allows` refuses, and one character
  /// at least that shows. Regular expressions there know only the first 65,536 code points.
  static let pattern: String = {
    let refused = #"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069"#
    let hidden =
      #"\s\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"#
      + #"\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"#
      + #"\ufff0-\ufffb"#
    return "^[^\(refused)]*[^\(refused)\(hidden)][^\(refused)]*$"
  }()
}
