public import Kernel

/// The log: one line an event, with a constant message and fields that vary.
///
/// A value that is cheap to copy. Messages and fields are made only if the level is wanted.
/// Secrets, tokens and e-mail addresses have no place in either; wrap what might be one in
/// `Redacted`.
public struct Logger: Sendable {
  /// How lines look.
  public enum Format: Sendable {
    /// One JSON object a line: `time`, `level`, `message`, then the fields.
    case json
    /// Coloured columns for a terminal.
    case pretty
  }

  /// A field: its name, in snake_case, and its value.
  public typealias Field = (key: String, value: LogValue)

  /// Lines below this level are not written.
  public var level: LogLevel
  private let format: Format
  private var sink: any LogSink
  private let clock: any WallClock
  private var fields: [Field] = []

  /// A log that writes to a sink.
  public init(
    level: LogLevel = .info, format: Format = .json, sink: any LogSink,
    clock: any WallClock = SystemClock()
  ) {
    (self.level, self.format, self.sink, self.clock) = (level, format, sink, clock)
  }

  /// The log of a program: JSON lines on standard error, pretty if that is a terminal.
  public static func standardError(level: LogLevel = .info) -> Logger {
    let sink = FileDescriptorSink()
    return Logger(level: level, format: sink.isTerminal ? .pretty : .json, sink: sink)
  }

  /// The log of a server, on standard error too: whoever reads it may stop without holding up what
  /// is logged.
  public static func buffered(level: LogLevel = .info) -> (log: Logger, sink: BufferedSink) {
    let plain = Logger.standardError(level: level)
    let sink = BufferedSink { count in
      let line = LogLine(
        time: plain.clock.now(), level: .warning, message: "log lines were dropped",
        fields: [
          ("lines", LogValue(count)), ("reason", "whoever reads the log was too slow, or gone"),
        ])
      return plain.format == .json ? line.json : line.pretty
    }
    return (plain.into(sink), sink)
  }

  /// The same log with a field on every line; one of the same name is replaced.
  public func with(_ key: String, _ value: LogValue) -> Logger {
    var logger = self
    logger.fields.removeAll { $0.key == key }
    logger.fields.append((key, value))
    return logger
  }

  /// The same log with another sink.
  public func into(_ sink: any LogSink) -> Logger {
    var logger = self
    logger.sink = sink
    return logger
  }

  /// The same log with something before its sink.
  public func through(_ wrap: (any LogSink) -> any LogSink) -> Logger { into(wrap(sink)) }

  /// The same log with `request_id` on every line.
  public func with(requestID: String) -> Logger { with("request_id", .string(requestID)) }

  /// Writes a line of the lowest level.
  public func trace(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
  ) {
    log(.trace, message(), fields())
  }

  /// Writes a line that helps to find a fault.
  public func debug(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
  ) {
    log(.debug, message(), fields())
  }

  /// Writes a line about an ordinary event.
  public func info(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
  ) {
    log(.info, message(), fields())
  }

  /// Writes a line about something to look into.
  public func warning(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
  ) {
    log(.warning, message(), fields())
  }

  /// Writes a line about something that failed.
  public func error(
    _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
  ) {
    log(.error, message(), fields())
  }

  /// Writes a line of a level, if that level is wanted.
  ///
  /// - Parameters:
  ///   - message: the same words each time, so that lines can be counted; what varies is a field.
  ///   - fields: replace those of `with` of the same name.
  public func log(
    _ level: LogLevel, _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
  ) {
    guard level >= self.level else { return }
    let line = LogLine(
      time: clock.now(), level: level, message: message(),
      fields: self.fields + fields().map { ($0.key, $0.value) })
    sink.write(format == .json ? line.json : line.pretty)
  }

  /// Writes a line whose fields `add` writes one by one: for lines that are written so often that
  /// a list of fields would cost more than the line.
  ///
  /// - Parameter add: the names it gives must differ from each other, from those of `with`, and
  ///   from `time`, `level` and `message`.
  public func line(
    _ level: LogLevel, _ message: String, _ add: (inout LogFields) -> Void
  ) {
    guard level >= self.level else { return }
    guard format == .json, fields.isEmpty else {
      var fields = LogFields(gathering: self.fields)
      add(&fields)
      let line = LogLine(
        time: clock.now(), level: level, message: message, fields: fields.gathered)
      sink.write(format == .json ? line.json : line.pretty)
      return
    }
    var fields = LogFields(time: clock.now(), level, message)
    add(&fields)
    sink.write(fields.line())
  }
}
