import JSON
import Kernel

/// The fields of one line of the log, as `Logger.line` hands them out to be written.
public struct LogFields: ~Copyable {
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
    writer.beginLine(time, level, message)
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

  /// Adds a text of at most `longest` octets that `write` puts where it goes: ASCII without quotes,
  /// backslashes and controls. It answers how many octets it wrote.
  public mutating func add(
    _ key: StaticString, upTo longest: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    if gathers {
      let text = String(unsafeUninitializedCapacity: longest, initializingUTF8With: write)
      return gathered.append((key.description, .string(text)))
    }
    writer.key(key)
    writer.string(upTo: longest, write)
  }
}
