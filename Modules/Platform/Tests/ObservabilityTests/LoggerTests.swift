import JSON
import Kernel
import Observability
import Testing

private struct Noon: WallClock {
  func now() -> Instant { Instant(milliseconds: 1_769_846_400_000) }
}

@Suite("The log")
struct LoggerTests {
  private let sink = CollectedLog()

  private func logger(_ level: LogLevel = .trace, _ format: Logger.Format = .json) -> Logger {
    Logger(level: level, format: format, sink: sink, clock: Noon())
  }

  @Test("A line is one JSON object: time, level, message, then the fields in order")
  func line() {
    logger().with(requestID: "r1").info(
      "request answered", ["status": 200, "seconds": 0.25, "cached": true, "path": "/a\"b\n"])
    #expect(
      sink.lines == [
        #"{"time":"2026-01-31T08:00:00.000Z","level":"info","message":"request answered","#
          + #""request_id":"r1","status":200,"seconds":0.25,"cached":true,"path":"/a\"b\n"}"#
      ])
  }

  @Test("Lines below the level are not written, and their messages not even made")
  func levels() {
    var made = 0
    func message(_ text: String) -> String {
      made += 1
      return text
    }
    let log = logger(.warning)
    log.trace(message("t"))
    log.debug(message("d"))
    log.info(message("i"))
    log.warning(message("w"))
    log.error(message("e"))
    #expect(made == 2)
    #expect(sink.lines.count == 2)
  }

  @Test("Whatever the fields are called, no name stands twice in a line")
  func names() throws {
    logger().with("a", 1).with("a", 2).with("b", 3).info("m", ["b": 4, "time": 5, "level": "x"])
    let root = try JSONDocument(parsing: try #require(sink.lines.first)).root
    #expect(root.members.map(\.key) == ["time", "level", "message", "a", "b", "time_", "level_"])
    #expect(root["a"]?.int64 == 2)
    #expect(root["b"]?.int64 == 4)
  }

  @Test("A field given twice in one call keeps the later value")
  func twice() throws {
    logger().info("m", ["a": 1, "a": 2])
    let root = try JSONDocument(parsing: try #require(sink.lines.first)).root
    #expect(root["a"]?.int64 == 2)
  }

  @Test("Numbers that JSON does not know are written as text")
  func notNumbers() throws {
    logger().info("m", ["a": .double(.nan), "b": .double(.infinity), "c": LogValue(UInt64.max)])
    let root = try JSONDocument(parsing: try #require(sink.lines.first)).root
    #expect(root["a"]?.string == "nan")
    #expect(root["b"]?.string == "inf")
    #expect(root["c"]?.string == "18446744073709551615")
  }

  @Test("A redacted value does not show, however it is asked")
  func redacted() {
    let secret = Redacted("hunter2")
    logger().info("m \(secret)", ["a": "\(secret)", "b": LogValue(describing: secret)])
    var dumped = ""
    dump(secret, to: &dumped)
    let seen = sink.lines.joined() + dumped + String(reflecting: secret) + "\([secret])"
    #expect(!seen.contains("hunter2"))
    #expect(secret.exposed == "hunter2")
  }

  @Test("On a terminal nothing of a message moves the cursor or begins a line")
  func pretty() throws {
    logger(.info, .pretty).warning("a\nb\u{1B}[2J", ["k": "x\ry"])
    let line = try #require(sink.lines.first)
    #expect(sink.lines.count == 1)
    #expect(line.contains("08:00:00.000"))
    #expect(line.contains("a?b?[2J"))
    #expect(line.contains("x?y"))
  }
}
