private import CIDN2

/// Names of hosts beyond ASCII (IDNA 2008 by UTS #46, non-transitional): `münchen.example` in
/// letters, `xn--mnchen-3ya.example` as the DNS has it. Both are one name.
public enum DomainName {
  /// The name as the DNS has it, in lower case; nil if it cannot be written so.
  public static func ascii(_ name: String) -> String? {
    if name.utf8.allSatisfy({ $0 < 0x80 }), !hasCodedLabel(name) { return name.lowercased() }
    return converted(name) { text, result in
      let flags = IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue
      return idn2_to_ascii_8z(text, result, Int32(flags))
    }
  }

  /// The name in letters; nil if it is no name.
  static func unicode(_ name: String) -> String? {
    converted(name) { text, result in idn2_to_unicode_8z8z(text, result, 0) }
  }

  /// Whether a label is written in the DNS's form.
  static func hasCodedLabel(_ name: String) -> Bool {
    name.utf8.split(separator: UInt8(ascii: ".")).contains { label in
      label.count > 4
        && zip(label, "xn--".utf8).allSatisfy { octet, expected in octet | 0x20 == expected | 0x20 }
    }
  }

  private static func converted(
    _ name: String,
    by convert: (UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> String? {
    guard !name.utf8.contains(0) else { return nil }
    var result: UnsafeMutablePointer<CChar>?
    let outcome = name.withCString { convert($0, &result) }
    defer { if let result { idn2_free(result) } }
    guard outcome == Int32(IDN2_OK.rawValue), let result else { return nil }
    return String(validatingCString: result)
  }
}
