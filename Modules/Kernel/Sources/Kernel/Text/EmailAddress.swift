/// An e-mail address in its canonical form, which identifies an account.
///
/// Two spellings are one address when they are the same after NFKC and lower-casing: `ＡＤＡ@x.com`
/// and `Ada@X.com`, and when their domains are one name of the DNS: `ada@münchen.example` and
/// `ada@xn--mnchen-3ya.example`. Letters that merely look alike (Cyrillic `а`) stay different.
/// Since both are in NFKC, Swift and a database that compares octets agree on which are equal.
public struct EmailAddress: Hashable, Sendable {
  /// Trimmed, NFKC, in lower case without regard to locale, the domain in letters rather than in
  /// the form of the DNS where it has one (`münchen.example` for `xn--mnchen-3ya.example`).
  /// 3–254 octets.
  public let canonical: String

  /// Reads an address as somebody typed it; nil if it cannot be one: no or several `@`, blanks or
  /// control characters inside, an empty or over-long part, dots in a row or at an end of a part,
  /// a domain label that begins or ends with a hyphen, or a sign that RFC 5322 would want quoted.
  public init?(_ text: String) {
    let trimmed = text.trimmingBlanks()
    // Nothing longer can become short enough, and it need not be mapped to find that out.
    guard trimmed.utf8.count <= 1024, let plain = Self.plainForm(trimmed),
      plain.utf8.lazy.filter({ $0 == UInt8(ascii: "@") }).count == 1,
      let canonical = Self.namingDomain(of: plain), (3...254).contains(canonical.utf8.count)
    else { return nil }
    self.canonical = canonical
  }

  /// Lower-casing may leave a text that is not composed, and composing may bring upper case.
  private static func plainForm(_ text: String) -> String? {
    if let ascii = asciiForm(text) { return ascii }
    return Normalization.compatible(text).flatMap { Normalization.compatible($0.lowercased()) }
  }

  /// ASCII is NFKC already; nearly every address takes this way.
  private static func asciiForm(_ text: String) -> String? {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.lowercased() : nil
  }

  /// The address with the one spelling of its domain: all spellings of a name lead to it, also
  /// those with the full stops of East Asia or with signs that print nothing. A domain that IDNA
  /// does not know stays as it is. Nil if it is no address.
  private static func namingDomain(of plain: String) -> String? {
    let (local, domain) = parts(of: plain)
    if domain.utf8.allSatisfy({ $0 < 0x80 }), !DomainName.hasCodedLabel(domain) {
      return isAddress(plain) ? plain : nil
    }
    guard let ascii = DomainName.ascii(domain), isAddress("a@" + ascii) else {
      let labels = domain.utf8.split(separator: UInt8(ascii: "."))
      return isAddress(plain) && labels.allSatisfy { $0.count <= 63 } ? plain : nil
    }
    guard isAddress(local + "@" + ascii) else { return nil }
    guard let letters = DomainName.unicode(ascii), let again = plainForm(letters),
      again.utf8.elementsEqual(letters.utf8), isAddress("a@" + letters),
      DomainName.ascii(letters) == ascii,
      local.utf8.count + 1 + letters.utf8.count <= 254
    else { return local + "@" + ascii }
    return local + "@" + letters
  }

  /// What stands before and after the `@` of an address.
  private static func parts(of address: String) -> (local: String, domain: String) {
    let sign = address.lastIndex(of: "@") ?? address.startIndex
    return (String(address[..<sign]), String(address[address.index(after: sign)...]))
  }

  /// The address as mail servers take it: its domain as the DNS has it. Nil if the domain has no
  /// such form. The part before the `@` may still be beyond ASCII, which takes SMTPUTF8 (RFC 6531).
  public var deliverable: String? {
    if canonical.utf8.allSatisfy({ $0 < 0x80 }) { return canonical }
    let (local, domain) = Self.parts(of: canonical)
    return DomainName.ascii(domain).map { local + "@" + $0 }
  }

  /// The texts under which the address may be stored, the canonical one first: earlier releases
  /// kept a domain as it was typed, in letters or as the DNS has it.
  public var spellings: [String] {
    guard let deliverable, deliverable != canonical else { return [canonical] }
    return [canonical, deliverable]
  }

  /// One pass over the canonical form: dots part the atoms before the `@` and the labels after it.
  private static func isAddress(_ text: String) -> Bool {
    var isInDomain = false
    var octets = 0
    var partOctets = 0
    var isLabelASCII = true
    var last: Unicode.Scalar = "."
    for scalar in text.unicodeScalars {
      if scalar == "@" || scalar == "." {
        guard partOctets > 0, !isInDomain || (scalar == "." && last != "-") else { return false }
        isInDomain = isInDomain || scalar == "@"
        partOctets = 0
        isLabelASCII = true
      } else {
        guard isInDomain ? isLabelSign(scalar, first: partOctets == 0) : isAtomSign(scalar) else {
          return false
        }
        partOctets += UTF8.width(scalar)
        isLabelASCII = isLabelASCII && scalar.isASCII
        if isInDomain, isLabelASCII, partOctets > 63 { return false }
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

extension EmailAddress {
  /// The texts that part of an address is to be looked for as, in lower case: as it was typed, and
  /// what stands after its `@`, or all of it, in letters and as the DNS has it.
  public static func searchForms(of part: String) -> [String] {
    let plain = part.utf8.count <= 1024 ? plainForm(part) ?? part.lowercased() : part.lowercased()
    guard plain.utf8.count <= 1024 else { return [plain] }
    let sign = plain.lastIndex(of: "@").map { plain.index(after: $0) } ?? plain.startIndex
    let (local, domain) = (String(plain[..<sign]), String(plain[sign...]))
    guard let ascii = DomainName.ascii(domain) else { return [plain] }
    let letters = DomainName.unicode(ascii) ?? ascii
    return [plain, local + letters, local + ascii].reduce(into: []) { forms, form in
      if !forms.contains(where: { $0.utf8.elementsEqual(form.utf8) }) { forms.append(form) }
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
