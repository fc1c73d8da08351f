import Glibc
import Observability
import Testing

@Suite("Where the log goes")
struct SinkTests {
  @Test("Lines of many threads arrive whole")
  func whole() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    // A program that another test starts must not keep the pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (reading, writing) = (ends[0], ends[1])
    let sink = FileDescriptorSink(writing)
    #expect(!sink.isTerminal)
    let reader = Task.detached { everything(from: reading) }
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          let log = Logger(sink: sink)
          for _ in 0..<50 {
            log.info("m", ["writer": LogValue(writer), "pad": "xxxxxxxxxxxxxxxx"])
          }
        }
      }
    }
    close(writing)
    let lines = await reader.value.split(separator: "\n")
    close(reading)
    #expect(lines.count == 400)
    #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":") && $0.hasSuffix("xxx\"}") })
  }

  @Test("A line that cannot be written is lost, and nothing else")
  func closed() {
    FileDescriptorSink(-1).write([0x61, 0x0A])
  }
}

private func everything(from descriptor: Int32) -> String {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4_096)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += chunk[..<count]
  }
}
