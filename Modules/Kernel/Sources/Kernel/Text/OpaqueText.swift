/// A secret text in the form in which it is compared: RFC 8265's OpaqueString, so that one password
/// is one password whichever keyboard and system it was typed with.
///
/// Spaces beyond ASCII become U+0020, and the text is composed (NFC). Case, width and blanks at the
/// ends stay: they are part of the secret. Unlike the RFC, code points that the Unicode version at
/// hand does not know, and the joiners within emoji, are let through as they are.
public struct OpaqueText: Hashable, Sendable {
  /// The canonical form: not empty, without control characters.
  public let canonical: String

  /// Maps a text as it was typed; nil if it is empty, has control characters, or more than thirty
  /// combining marks on one letter.
  public init?(_ text: String) {
    guard !text.isEmpty, let canonical = Self.map(text), !canonical.isEmpty else { return nil }
    self.canonical = canonical
  }

  /// How many combining marks one letter may have. Putting them in order takes time in the square
  /// of their number; no script has more than a few (UAX #15, 13).
  private static let mostMarks = 30

  private static func map(_ text: String) -> String? {
    // ASCII without controls, as nearly every password, is its own form.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var mapped = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
      guard marks <= mostMarks else { return nil }
      switch scalar.properties.generalCategory {
      case .control: return nil
      case .spaceSeparator: mapped.append(" ")
      default: mapped.append(scalar)
      }
    }
    return Normalization.canonical(String(mapped))
  }
}
