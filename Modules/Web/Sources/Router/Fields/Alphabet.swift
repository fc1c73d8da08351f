/// The characters that a text may be made of.
public enum Alphabet: Hashable, Sendable {
  /// All but U+0000.
  case any
  /// `0` to `9`.
  case digits
  /// ASCII letters and digits.
  case alphanumerics
  /// ASCII letters, digits, `-` and `_`.
  case tokenCharacters
  /// What can be seen of ASCII: no blanks, no controls.
  case visibleASCII

  static let noNUL = FieldComplaint("invalid", "This cannot contain the character U+0000.")

  /// A regular expression for a text of these characters and a length.
  func pattern(_ length: ClosedRange<Int>) -> String {
    let count = "{\(length.lowerBound),\(length.upperBound)}"
    return switch self {
    case .any: "^[^\\u0000]*$"
    case .digits: "^[0-9]\(count)$"
    case .alphanumerics: "^[A-Za-z0-9]\(count)$"
    case .tokenCharacters: "^[A-Za-z0-9_-]\(count)$"
    case .visibleASCII: "^[!-~]\(count)$"
    }
  }

  /// What is wrong with a text, if anything is.
  func complaint(about text: String) -> FieldComplaint? {
    text.utf8.allSatisfy(allows) ? nil : refusal
  }

  private func allows(_ byte: UInt8) -> Bool {
    let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    return switch self {
    case .any: byte != 0
    case .digits: isDigit
    case .alphanumerics: isDigit || isLetter
    case .tokenCharacters:
      isDigit || isLetter || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    case .visibleASCII: byte > 0x20 && byte < 0x7F
    }
  }

  private var refusal: FieldComplaint {
    switch self {
    case .any: Self.noNUL
    case .digits: FieldComplaint("invalid", "This may have digits only.")
    case .alphanumerics: FieldComplaint("invalid", "This may have ASCII letters and digits only.")
    case .tokenCharacters:
      FieldComplaint("invalid", "This may have ASCII letters, digits, - and _ only.")
    case .visibleASCII: FieldComplaint("invalid", "This may have visible ASCII characters only.")
    }
  }
}
