/// Makes a text that one paragraph can show, whoever wrote it.
enum PrintableText {
  /// Line ends and tabs become spaces, other controls their pictures. Controls of direction are
  /// left out: they would reach beyond the text that they stand in.
  static func clean(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let shown = shown(scalar) { scalars.append(shown) }
    }
    return String(scalars)
  }

  private static let replacement: Unicode.Scalar = "\u{FFFD}"

  /// What stands for a scalar; nil for nothing.
  private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: " "
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value)
    case 0x7F: "\u{2421}"
    case 0x80...0x9F: replacement
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: nil
    case 0xFFF9...0xFFFC: replacement
    case let value where value & 0xFFFE == 0xFFFE: replacement
    default: scalar
    }
  }
}
