/// Lines of an iCalendar file (RFC 5545, 3.1).
struct CalendarText {
  private(set) var text = ""

  /// The most octets of a line, its end not counted.
  static let longestLine = 75

  /// Adds a line whose value is of the standard's own words.
  mutating func line(_ name: String, _ value: String) {
    fold(name + ":" + value)
  }

  /// Adds a line whose value somebody wrote.
  mutating func line(_ name: String, written value: String) {
    fold(name + ":" + Self.escaped(value))
  }

  /// A text as a value may have it: separators escaped, every end of a line as `\n`, and no other
  /// control character but tabs.
  static func escaped(_ value: String) -> String {
    var escaped = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\", ";", ",": escaped.append(contentsOf: ["\\", scalar])
      case "\n" where wasReturn: break
      case "\n", "\r": escaped.append(contentsOf: ["\\", "n"])
      case "\t": escaped.append(scalar)
      default:
        if scalar.properties.generalCategory != .control { escaped.append(scalar) }
      }
      wasReturn = scalar == "\r"
    }
    return String(escaped)
  }

  /// Breaks a line between characters, and begins each piece but the first with a blank.
  private mutating func fold(_ line: String) {
    var room = Self.longestLine
    for scalar in line.unicodeScalars {
      let octets = UTF8.width(scalar)
      if octets > room {
        text += "\r\n "
        room = Self.longestLine - 1
      }
      text.unicodeScalars.append(scalar)
      room -= octets
    }
    text += "\r\n"
  }
}
