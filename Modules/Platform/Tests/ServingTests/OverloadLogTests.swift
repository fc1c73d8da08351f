import HTTP
import Kernel
import KernelTesting
import Observability
import Serving
import Testing

@Suite("What the log says of overload")
struct OverloadLogTests {
  @Test("The first time is told at once, the rest every ten seconds, each kind by itself")
  func bounded() {
    let lines = CollectedLog()
    let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
    let log = OverloadLog(Logger(sink: lines), clock: clock)
    for _ in 0..<1_000 { log.note(.connections) }
    log.note(.requestMemory)
    #expect(lines.lines.count == 2)
    clock.advance(seconds: 10)
    log.note(.connections)
    #expect(lines.lines.count == 3)
    #expect(lines.lines.last?.contains("\"times\":1000") == true)
  }

  @Test("Each line says what to do", arguments: HTTPOverload.allCases)
  func remedies(overload: HTTPOverload) {
    let lines = CollectedLog()
    let log = OverloadLog(Logger(sink: lines), clock: SystemClock())
    log.note(overload)
    #expect(lines.lines.first?.contains("\"remedy\":\"") == true)
  }
}
