import JSON
import Kernel

/// One line before it becomes bytes.
struct LogLine {
  /// Names that the line itself uses; a field of such a name gets an underscore behind it.
  private static let reserved = ["time", "level", "message"]

  let time: Instant
  let level: LogLevel
  let message: String
  let fields: [Logger.Field]

  init(time: Instant, level: LogLevel, message: String, fields: [Logger.Field]) {
    (self.time, self.level, self.message) = (time, level, message)
    self.fields = Self.distinct(fields)
  }

  /// Of several fields of one name the last, since no object may have a name twice.
  private static func distinct(_ fields: [Logger.Field]) -> [Logger.Field] {
    var distinct: [Logger.Field] = []
    distinct.reserveCapacity(fields.count)
    for (key, value) in fields {
      let name = reserved.contains(key) ? key + "_" : key
      distinct.removeAll { $0.key == name }
      distinct.append((name, value))
    }
    return distinct
  }

  /// A JSON object and a line feed.
  var json: [UInt8] {
    var writer = JSONWriter(reserving: 256)
    writer.beginLine(time, level, message)
    for (key, value) in fields {
      writer.key(key)
      write(value, to: &writer)
    }
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  private func write(_ value: LogValue, to writer: inout JSONWriter) {
    switch value {
    case .string(let text): writer.value(text)
    case .integer(let number): writer.value(number)
    case .bool(let flag): writer.value(flag)
    case .double(let number):
      if number.isFinite {
        writer.rawNumber(number.description)
      } else {
        writer.value(number.description)
      }
    }
  }

  /// Time of day, level, message and `key=value`, in colours.
  var pretty: [UInt8] {
    let clock = time.description.dropFirst(11).dropLast()
    let label = level.rawValue.uppercased()
    let padding = String(repeating: " ", count: max(0, 7 - label.utf8.count))
    var text = "\u{1B}[2m\(clock)\u{1B}[0m \u{1B}[\(colour)m\(label)\u{1B}[0m\(padding) "
    text += Self.printable(message)
    for (key, value) in fields {
      text += " \u{1B}[2m\(Self.printable(key))=\u{1B}[0m\(Self.printable(Self.text(value)))"
    }
    return Array(text.utf8) + [0x0A]
  }

  private var colour: String {
    switch level {
    case .trace, .debug: "36"
    case .info: "32"
    case .warning: "33"
    case .error: "31"
    }
  }

  private static func text(_ value: LogValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): String(number)
    case .double(let number): number.description
    case .bool(let flag): flag ? "true" : "false"
    }
  }

  /// Control characters are replaced: what a client sent must not move the cursor or begin a
  /// line of its own.
  private static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return text
    }
    let scalars = text.unicodeScalars.map {
      $0.properties.generalCategory == .control ? Unicode.Scalar(UInt8(ascii: "?")) : $0
    }
    return String(String.UnicodeScalarView(scalars))
  }
}

extension JSONWriter {
  /// Begins the object of a line, with what each line has.
  mutating func beginLine(_ time: Instant, _ level: LogLevel, _ message: String) {
    beginObject()
    key("time")
    string(upTo: Instant.longestText) { time.writeUTF8(to: $0) }
    key("level")
    value(level.rawValue)
    key("message")
    value(message)
  }
}
