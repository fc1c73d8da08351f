import JSON
import Kernel

/// The fields of one line of the log, as `Logger.line` hands them out to be written.
public struct LogFields {
  private var writer = JSONWriter(reserving: 0)
  /// The fields so far, where they are gathered instead of being written.
  private(set) var gathered: [Logger.Field] = []
  private let gathers: Bool

  init(gathering fields: [Logger.Field]) {
    gathered = fields
    gathers = true
  }

  /// Begins a JSON line.
  init(time: Instant, _ level: LogLevel, _ message: String) {
    gathers = false
    writer = JSONWriter(reserving: 512)
    writer.beginObject()
    writer.key("time")
    writer.string { time.appendUTF8(to: &$0) }
    writer.key("level")
    writer.value(level.rawValue)
    writer.key("message")
    writer.value(message)
  }

  /// The whole line.
  mutating func line() -> [UInt8] {
    writer.endObject()
    writer.lineFeed()
    return writer.bytes
  }

  /// Adds a text.
  public mutating func add(_ key: StaticString, _ text: String) {
    if gathers { return gathered.append((key.description, .string(text))) }
    writer.key(key)
    writer.value(text)
  }

  /// Adds a whole number.
  public mutating func add(_ key: StaticString, _ number: Int64) {
    if gathers { return gathered.append((key.description, .integer(number))) }
    writer.key(key)
    writer.value(number)
  }

  /// Adds a text that `append` writes: ASCII without quotes, backslashes and controls.
  public mutating func add(_ key: StaticString, writing append: (inout [UInt8]) -> Void) {
    if gathers {
      var text: [UInt8] = []
      append(&text)
      return gathered.append((key.description, .string(String(decoding: text, as: UTF8.self))))
    }
    writer.key(key)
    writer.string(append)
  }
}
