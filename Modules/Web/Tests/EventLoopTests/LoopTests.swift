import EventLoop
import Glibc
import Testing

@Suite("Event loops")
struct LoopTests {
  /// Reads what comes and tells it.
  private final class Reader: ReadinessHandler {
    let descriptor: Int32
    let told: @Sendable (Interest, [UInt8]) -> Void

    init(_ descriptor: Int32, _ told: @escaping @Sendable (Interest, [UInt8]) -> Void) {
      self.descriptor = descriptor
      self.told = told
    }

    func ready(_ events: Interest) {
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = read(descriptor, &bytes, bytes.count)
      told(events, Array(bytes.prefix(max(0, count))))
    }
  }

  private static func pair() -> (Int32, Int32) {
    var ends: [Int32] = [0, 0]
    // Not for programs that another test starts: they would hold an end that was closed.
    let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    socketpair(AF_UNIX, Int32(type), 0, &ends)
    return (ends[0], ends[1])
  }

  @Test("A loop that has ended keeps neither its handlers nor its timers")
  func forgets() async throws {
    let group = try EventLoopGroup(count: 1)
    let loop = group.loops[0]
    let (mine, theirs) = Self.pair()
    defer {
      close(mine)
      close(theirs)
    }
    weak var handler: Reader?
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      let reader = Reader(mine) { _, _ in }
      handler = reader
      loop.execute {
        _ = try? loop.register(mine, interest: [.readable], reader)
        loop.schedule(after: .seconds(3_600)) { withExtendedLifetime(reader) {} }
        done.resume()
      }
    }
    #expect(handler != nil)
    group.shutdown()
    #expect(handler == nil)
  }

  /// Closes its end when the loop is over.
  private final class Closer: ReadinessHandler {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func ready(_ events: Interest) {}

    func loopEnded() {
      // A program that another test has just started may have inherited the descriptor.
      shutdown(descriptor, Int32(SHUT_RDWR))
      close(descriptor)
    }
  }

  @Test("Whoever still watches a descriptor when the loop ends is told, and can close it")
  func tells() async throws {
    let group = try EventLoopGroup(count: 1)
    let loop = group.loops[0]
    let (mine, theirs) = Self.pair()
    defer { close(theirs) }
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      loop.execute {
        _ = try? loop.register(mine, interest: [.readable], Closer(mine))
        done.resume()
      }
    }
    var byte: UInt8 = 0
    #expect(read(theirs, &byte, 1) == -1 && errno == EAGAIN)
    group.shutdown()
    #expect(read(theirs, &byte, 1) == 0)
  }

  @Test("Work from other threads runs on the loop, each exactly once and in the caller's order")
  func execute() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    let order = Order()
    await withTaskGroup { tasks in
      for task in 0..<4 {
        tasks.addTask {
          for number in 0..<1_000 {
            loop.execute { order.note(task * 1_000 + number) }
          }
        }
      }
    }
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      loop.execute { done.resume() }
    }
    let all = order.all
    #expect(all.count == 4_000)
    for task in 0..<4 {
      let mine = all.filter { $0 / 1_000 == task }
      #expect(mine == Array(task * 1_000..<task * 1_000 + 1_000))
    }
  }

  @Test("A task that prefers a loop is on it again after each suspension")
  func tasks() async throws {
    let group = try EventLoopGroup(count: 2)
    defer { group.shutdown() }
    let loop = group.loops[1]
    let wasThere = await Task(executorPreference: loop) {
      var all = [EventLoop.current === loop]
      await Task.yield()
      all.append(EventLoop.current === loop)
      await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
        loop.schedule(after: .milliseconds(1)) { done.resume() }
      }
      all.append(loop.isCurrent)
      return all
    }.value
    #expect(wasThere == [true, true, true])
    #expect(EventLoop.current == nil)
  }

  @Test("Outside of the group the loops take turns; on a loop the group's next is that loop")
  func next() async throws {
    let group = try EventLoopGroup(count: 3)
    defer { group.shutdown() }
    let indexes = (0..<6).map { _ in group.next().index }
    #expect(indexes == [0, 1, 2, 0, 1, 2])
    let mine = await Task(executorPreference: group.loops[2]) { group.next().index }.value
    #expect(mine == 2)
  }

  @Test("A descriptor is reported when bytes come and when its peer closes")
  func readiness() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let (loop, (mine, theirs)) = (group.loops[0], Self.pair())
    let (stream, continuation) = AsyncStream.makeStream(of: (Interest, [UInt8]).self)
    loop.execute {
      let reader = Reader(mine) { continuation.yield(($0, $1)) }
      _ = try? loop.register(mine, interest: [.readable, .closed, .edgeTriggered], reader)
    }
    var events = stream.makeAsyncIterator()
    _ = write(theirs, "ab", 2)
    let first = await events.next()
    #expect(first?.0 == .readable)
    #expect(first?.1 == Array("ab".utf8))
    close(theirs)
    let last = await events.next()
    #expect(last?.0.contains(.closed) == true)
    #expect(last?.1 == [])
    close(mine)
  }

  @Test("Once deregistered a descriptor is silent, and a registration of the past changes nothing")
  func generations() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let (loop, (mine, theirs)) = (group.loops[0], Self.pair())
    let heard = await withCheckedContinuation { (done: CheckedContinuation<[Int], Never>) in
      loop.execute {
        let heard = Order()
        let old = Reader(mine) { _, _ in heard.note(1) }
        guard let past = try? loop.register(mine, interest: .readable, old) else { return }
        loop.deregister(past)
        let new = Reader(mine) { _, _ in
          done.resume(returning: heard.all + [2])
        }
        _ = try? loop.register(mine, interest: [.readable, .edgeTriggered], new)
        loop.update(past, interest: [])
        loop.deregister(past)
        _ = write(theirs, "a", 1)
      }
    }
    #expect(heard == [2])
    close(mine)
    close(theirs)
  }

  @Test("The end of a turn comes after all that the turn queued")
  func endOfTurn() async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    let loop = group.loops[0]
    let order = await withCheckedContinuation { (done: CheckedContinuation<[Int], Never>) in
      loop.execute {
        let order = Order()
        loop.atEndOfTurn { done.resume(returning: order.all + [3]) }
        loop.execute {
          order.note(1)
          loop.execute { order.note(2) }
        }
      }
    }
    #expect(order == [1, 2, 3])
  }
}
