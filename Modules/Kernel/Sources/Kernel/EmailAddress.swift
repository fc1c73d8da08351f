/// An e-mail address in its canonical form, which identifies an account.
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

  /// One pass over the canonical form: dots part the atoms before the `@` and the labels after it.
  private static func isAddress(_ text: String) -> Bool {
    var isInDomain = false
    var octets = 0
    var partOctets = 0
    var last: Unicode.Scalar = "."
    for scalar in text.unicodeScalars {
      if scalar == "@" || scalar == "." {
        guard partOctets > 0, !isInDomain || (scalar == "." && last != "-") else { return false }
        isInDomain = isInDomain || scalar == "@"
        partOctets = 0
      } else {
        guard isInDomain ? isLabelSign(scalar, first: partOctets == 0) : isAtomSign(scalar) else {
          return false
        }
        partOctets += UTF8.width(scalar)
        if isInDomain, partOctets > 63 { return false }
      }
      octets += UTF8.width(scalar)
      if !isInDomain, octets > 64 { return false }
      last = scalar
    }
    return isInDomain && partOctets > 0 && last != "-"
  }

  /// RFC 5322's `atext`, widened by whatever can be seen, as RFC 6531 has it.
  private static func isAtomSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z", "!", "#", "$", "%", "&", "'", "*", "+", "/", "=", "?",
      "^", "_", "`", "{", "|", "}", "~", "-":
      true
    default: !scalar.isASCII && isVisible(scalar)
    }
  }

  /// Letters, digits and, not as the first of a label, hyphens.
  private static func isLabelSign(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z": true
    case "-": !first
    default: !scalar.isASCII && isWordLike(scalar)
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
