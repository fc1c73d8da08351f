/// An e-mail address in its one canonical form, by which accounts are told apart.
///
/// Two spellings are one address when they are the same after NFKC and lower-casing: `ＡＤＡ@x.com`
/// and `Ada@X.com`. Letters that merely look alike (Cyrillic `а`) stay different. Since
/// both are in NFKC, Swift and a database that compares octets agree on which are equal.
public struct EmailAddress: Hashable, Sendable {
  /// Trimmed, NFKC, in lower case without regard to locale. 3–254 octets.
  public let canonical: String

  /// Reads an address as somebody typed it; nil if it cannot be one: no or several `@`, blanks or
  /// control characters inside, an empty or over-long part, dots in a row or at an end of a part,
  /// a domain label that begins or ends with a hyphen, or a sign that RFC 5322 would want quoted.
  public init?(_ text: String) {
    let trimmed = text.trimmingBlanks()
    // Nothing longer can become short enough, and it need not be mapped to find that out.
    guard trimmed.utf8.count <= 1024, let canonical = Self.canonicalForm(trimmed),
      (3...254).contains(canonical.utf8.count), Self.isAddress(canonical)
    else { return nil }
    self.canonical = canonical
  }

  /// Lower-casing may leave a text that is not composed, and composing may bring upper case.
  private static func canonicalForm(_ text: String) -> String? {
    if let ascii = asciiForm(text) { return ascii }
    return NFKC.normalize(text).flatMap { NFKC.normalize($0.lowercased()) }
  }

  /// ASCII is NFKC already; nearly every address takes this way.
  private static func asciiForm(_ text: String) -> String? {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.lowercased() : nil
  }

  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    let (local, domain) = (parts[0], parts[1])
    guard local.utf8.count <= 64, domain.utf8.count <= 253 else { return false }
    return local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isAtom)
      && domain.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
  }

  /// A run of RFC 5322's `atext`, widened by whatever can be seen, as RFC 6531 has it.
  private static func isAtom(_ atom: Substring) -> Bool {
    !atom.isEmpty
      && atom.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII ? isAtomSign(scalar) : isVisible(scalar)
      }
  }

  /// A label of a domain: letters, digits and inner hyphens, up to 63 octets.
  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII ? isLetterOrDigit(scalar) || scalar == "-" : isWordLike(scalar)
      }
  }

  private static func isAtomSign(_ scalar: Unicode.Scalar) -> Bool {
    isLetterOrDigit(scalar) || "!#$%&'*+/=?^_`{|}~-".unicodeScalars.contains(scalar)
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z": true
    default: false
    }
  }

  /// Whether a person would see it: neither blank, control, format nor private.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
      .lineSeparator, .paragraphSeparator:
      false
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  /// Letters, marks and digits: what internationalised domain names are made of (RFC 5892).
  private static func isWordLike(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
      .decimalNumber:
      isVisible(scalar)
    default: false
    }
  }
}

extension EmailAddress: CustomStringConvertible {
  /// The canonical form.
  public var description: String { canonical }
}

extension String {
  /// Without the white space at both ends (Unicode's `White_Space`).
  fileprivate func trimmingBlanks() -> String {
    let rest = unicodeScalars.drop { $0.properties.isWhitespace }
    guard let last = rest.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(rest[...last])
  }
}
