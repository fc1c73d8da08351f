extension String {
  /// How many columns of a terminal it takes.
  var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// With blanks up to a number of columns, after it or before it.
  func padded(to width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - displayWidth))
    return left ? blanks + self : self + blanks
  }

  /// With escapes in place of what is no visible sign: a name that somebody gave themselves must
  /// not move an operator's cursor or turn their text around.
  var visible: String {
    guard unicodeScalars.contains(where: \.isObeyed) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isObeyed {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Character {
  /// 0 for what stands on the sign before it, 2 for ideographs and emoji, 1 for the others.
  fileprivate var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    // A variation selector asks for the emoji of a sign that is also a plain one.
    let isEmoji =
      first.properties.isEmojiPresentation || unicodeScalars.contains { $0.value == 0xFE0F }
    if isEmoji || first.isWide { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return 1
    }
  }
}

extension Unicode.Scalar {
  /// East Asian wide and full-width signs, by the blocks of Unicode's EastAsianWidth.txt.
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// A terminal obeys it rather than show it: controls, line and paragraph ends, and the marks that
  /// turn the direction of writing.
  fileprivate var isObeyed: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    default: break
    }
    switch value {
    case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: return true
    default: return false
    }
  }
}
