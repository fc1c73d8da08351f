import EventLoop
import Foundation
import Testing

@Suite("The pool for blocking work")
struct BlockingPoolTests {
  struct Failure: Error {}

  @Test("Work runs off the loop, and its task resumes on the loop")
  func run() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let pool = BlockingPool(threads: 2, queueLimit: 10)
    defer { pool.shutdown() }
    let loop = group.loops[0]
    let places = try await Task(executorPreference: loop) {
      let inside = try await pool.run { loop.isCurrent }
      return [inside, loop.isCurrent]
    }.value
    #expect(places == [false, true])
    await #expect(throws: Failure.self) { try await pool.run { throw Failure() } }
  }

  @Test("Past the bound work is refused at once, and taken again when there is room")
  func bound() async throws {
    let pool = BlockingPool(threads: 1, queueLimit: 2)
    defer { pool.shutdown() }
    let leave = DispatchSemaphore(value: 0)
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    let busy = Task {
      try await pool.run {
        continuation.yield(0)
        leave.wait()
      }
    }
    var began = stream.makeAsyncIterator()
    _ = await began.next()
    // The thread is busy; of many more, two find room.
    let results = await withTaskGroup(of: Bool.self) { tasks in
      for _ in 0..<10 {
        tasks.addTask {
          do {
            try await pool.run {}
            return true
          } catch {
            #expect(error is PoolOverloaded)
            leave.signal()
            return false
          }
        }
      }
      return await tasks.reduce(into: []) { $0.append($1) }
    }
    try await busy.value
    #expect(results.filter { $0 }.count >= 2)
    #expect(results.contains(false))
    #expect(try await pool.run { 7 } == 7)
  }

  @Test("Shut down, the pool finishes what it took and takes no more")
  func shutdown() async throws {
    let pool = BlockingPool(threads: 2, queueLimit: 100)
    #expect(try await pool.run { 1 } == 1)
    pool.shutdown()
    await #expect(throws: PoolOverloaded.self) { try await pool.run { 1 } }
  }
}
