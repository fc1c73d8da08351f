import EventLoop
import Testing

@Suite("Timers")
struct TimerTests {
  @Test("Timers run in the order of their deadlines, equal ones in the order of their making")
  func order() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let (loop, order) = (group.loops[0], Order())
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      loop.execute {
        for (number, delay) in [(5, 30), (3, 20), (1, 10), (4, 20), (2, 10)] {
          loop.schedule(after: .milliseconds(delay)) { order.note(number) }
        }
        loop.schedule(after: .milliseconds(40)) { done.resume() }
      }
    }
    // Equal delays were measured from instants that differ by nanoseconds, in this order.
    #expect(order.all == [1, 2, 3, 4, 5])
  }

  @Test("A cancelled timer does not run, among many that are cancelled")
  func cancel() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let (loop, order) = (group.loops[0], Order())
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      loop.execute {
        var tokens: [TimerToken] = []
        for number in 0..<1_000 {
          tokens.append(loop.schedule(after: .milliseconds(number % 7)) { order.note(number) })
        }
        for (number, token) in tokens.enumerated() where number % 100 != 0 { loop.cancel(token) }
        loop.schedule(after: .milliseconds(20)) { done.resume() }
      }
    }
    #expect(order.all.sorted() == [0, 100, 200, 300, 400, 500, 600, 700, 800, 900])
  }
}
