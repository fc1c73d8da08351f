import Kernel
import KernelTesting
import Synchronization
import Testing

@Suite("A clock by another's time")
struct SteadyClockTests {
  private final class Uptime: Sendable {
    private let value = Mutex<Int64>(5_000_000_000)
    var nanoseconds: Int64 { value.withLock { $0 } }
    func pass(_ milliseconds: Int64) { value.withLock { $0 += milliseconds * 1_000_000 } }
  }

  private let noon = Instant(milliseconds: 1_767_268_800_000)
  private let uptime = Uptime()
  private let machine = FixedClock(Instant(milliseconds: 1_767_268_800_000 + 3_600_000))

  private func clock() -> SteadyClock {
    SteadyClock(machine: machine) { [uptime] in uptime.nanoseconds }
  }

  @Test("Until it is read the first time, the machine's time of day counts")
  func unread() {
    #expect(clock().now() == machine.now())
  }

  @Test("From then on the other's time counts, however the machine's clock is set")
  func steady() async throws {
    let clock = clock()
    try await clock.synchronise { noon }
    #expect(clock.now() == noon)
    machine.advance(seconds: -86_400)
    uptime.pass(250)
    #expect(clock.now() == noon.adding(milliseconds: 250))
    machine.advance(seconds: 864_000)
    #expect(clock.now() == noon.adding(milliseconds: 250))
  }

  @Test("What was told is of the end of the time that the asking took: it is never ahead")
  func end() async throws {
    let clock = clock()
    try await clock.synchronise {
      uptime.pass(400)
      return noon
    }
    #expect(clock.now() == noon)
  }

  @Test("A reading that took long, or failed, changes nothing")
  func slow() async throws {
    let clock = clock()
    try await clock.synchronise { noon }
    let isUsed = try await clock.synchronise {
      uptime.pass(1_001)
      return noon.adding(seconds: 500)
    }
    #expect(!isUsed)
    #expect(clock.now() == noon.adding(milliseconds: 1_001))
    await #expect(throws: NotFound.self) { try await clock.synchronise { throw NotFound() } }
    #expect(clock.now() == noon.adding(milliseconds: 1_001))
  }

  @Test("It does not jump about within what a reading can tell, and follows a clock that was set")
  func follows() async throws {
    let clock = clock()
    try await clock.synchronise { noon }
    try await clock.synchronise {
      uptime.pass(100)
      return noon.adding(milliseconds: 20)
    }
    #expect(clock.now() == noon.adding(milliseconds: 100))
    // A later reading that was quicker shows that it is behind.
    try await clock.synchronise { noon.adding(milliseconds: 103) }
    #expect(clock.now() == noon.adding(milliseconds: 103))
    try await clock.synchronise { noon.adding(seconds: -30) }
    #expect(clock.now() == noon.adding(seconds: -30))
  }
}
