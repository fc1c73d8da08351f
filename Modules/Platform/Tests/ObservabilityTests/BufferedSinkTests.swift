import Glibc
import Observability
import Testing

@Suite("A log whose reader takes its time")
struct BufferedSinkTests {
  /// A pipe that no program keeps open which another test starts.
  private final class Pipe: Sendable {
    let reading: Int32
    let writing: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (reading, writing) = (ends[0], ends[1])
    }

    /// Reads until so many lines have come.
    func lines(_ count: Int) -> [Substring] {
      lines { $0.count(where: { $0 == 0x0A }) >= count }
    }

    /// Reads until it is enough.
    func lines(until isEnough: ([UInt8]) -> Bool) -> [Substring] {
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while !isEnough(bytes) {
        let got = read(reading, &chunk, chunk.count)
        guard got > 0 else { break }
        bytes += chunk[..<got]
      }
      return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
  }

  private static func sink(_ pipe: Pipe, capacity: Int) -> BufferedSink {
    BufferedSink(pipe.writing, capacity: capacity) { Array("dropped \($0)\n".utf8) }
  }

  /// 100 octets.
  private static func line(_ number: Int) -> [UInt8] {
    let text = "\(number) "
    return Array((text + String(repeating: "x", count: 99 - text.utf8.count) + "\n").utf8)
  }

  /// The numbers of the whole lines.
  private static func numbers(_ bytes: [UInt8]) -> [Int] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .compactMap { line in
        line.utf8.count == 99 ? Int(line.prefix { $0 != " " }) : nil
      }
  }

  /// How many lines the log says were dropped.
  private static func told(_ bytes: [UInt8]) -> Int {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .compactMap { $0.hasPrefix("dropped ") ? Int($0.dropFirst(8)) : nil }.reduce(0, +)
  }

  @Test("Who logs never waits; what was dropped is counted, and told once there is room")
  func stopped() throws {
    let pipe = try Pipe()
    let sink = Self.sink(pipe, capacity: 10_000)
    // Far more than the pipe holds, what is being written, and what may wait.
    for number in 0..<10_000 { sink.write(Self.line(number)) }
    #expect(sink.dropped > 0)
    #expect(!sink.flush(within: .milliseconds(20)))
    let lines = pipe.lines(until: { Self.told($0) + Self.numbers($0).count == 10_000 })
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let (numbers, told) = (Self.numbers(bytes), Self.told(bytes))
    #expect(told == sink.dropped)
    #expect(numbers.count == 10_000 - told)
    let isInOrder = numbers == numbers.sorted()
    #expect(isInOrder)
    #expect(sink.flush(within: .seconds(10)))
    sink.write(Self.line(7))
    #expect(pipe.lines(1).first?.hasPrefix("7 ") == true)
  }

  @Test("All that was logged is written when it is waited for")
  func flushes() throws {
    let pipe = try Pipe()
    let sink = Self.sink(pipe, capacity: 1 << 20)
    for number in 0..<300 { sink.write(Self.line(number)) }
    #expect(sink.flush(within: .seconds(10)))
    #expect(sink.dropped == 0)
    #expect(pipe.lines(300).count == 300)
  }

  @Test("A pipe that others made non-blocking loses no line, and stays as it is")
  func nonBlocking() async throws {
    let pipe = try Pipe()
    let flags = fcntl(pipe.writing, F_GETFL) | O_NONBLOCK
    _ = fcntl(pipe.writing, F_SETFL, flags)
    let sink = Self.sink(pipe, capacity: 1 << 20)
    for number in 0..<5_000 { sink.write(Self.line(number)) }
    let lines = await Task.detached { pipe.lines(5_000) }.value
    #expect(lines.count == 5_000)
    #expect(lines.allSatisfy { $0.utf8.count == 99 })
    #expect(fcntl(pipe.writing, F_GETFL) == flags)
  }

  @Test("Where nobody will ever read, lines are dropped and counted")
  func gone() {
    let sink = BufferedSink(-1) { Array("dropped \($0)\n".utf8) }
    for number in 0..<10 { sink.write(Self.line(number)) }
    #expect(sink.flush(within: .seconds(10)))
    #expect(sink.dropped == 10)
  }
}
