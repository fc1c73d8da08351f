import CSQLite
import Storage
import Synchronization

/// Connections for queries that finish sooner than another thread could take them over.
///
/// Such a query runs on the caller's thread, on a connection that nobody is using. SQLite counts
/// its steps. A query that takes too many is interrupted and runs again on a reader's thread,
/// without a limit. So no event loop is held up for more than a fraction of a millisecond.
final class ShortReads: Sendable {
  private let seats: [Seat]

  /// - Parameters:
  ///   - count: how many queries may run at once.
  ///   - open: opens a connection for reading.
  init(count: Int, open: () throws -> SQLiteHandle) rethrows {
    seats = try (0..<count).map { _ in Seat(try open()) }
  }

  /// Runs a query, unless every connection is in use.
  /// - Returns: nil when a reader has to run it: because it is long, and also because it failed, as
  ///   a reader tells best what is wrong.
  func answer(_ sql: SQL) -> ReadJob.Outcome? {
    for seat in seats {
      if let answer = seat.answer(sql) { return answer.outcome }
    }
    return nil
  }

  /// How much of the file the connections have in memory; of those in use just now, what was found
  /// the time before.
  var pageCache: PageCacheFigures {
    seats.reduce(into: PageCacheFigures()) { $0.add($1.pageCache) }
  }

  /// Closes the connections, once they are not in use.
  func close() {
    for seat in seats { seat.close() }
  }
}

/// A connection that one caller at a time may use.
private final class Seat: Sendable {
  /// What a query came to; without an outcome it was given up.
  struct Answer {
    let outcome: ReadJob.Outcome?
  }

  private struct State {
    let handle: SQLiteHandle
    let budget: StepBudget

    init(_ handle: SQLiteHandle) {
      self.handle = handle
      budget = StepBudget()
      handle.limit(by: budget)
      // A caller that would have to wait is better off with a reader.
      handle.wait(upToMilliseconds: 0)
    }

    func answer(_ sql: SQL) -> ReadJob.Outcome? {
      budget.renew()
      return try? ReadJob.answer(sql, on: handle)
    }
  }

  private let state: Mutex<State?>
  /// What was found when the connection was last looked at.
  private let pages = PageCacheGauge()

  var pageCache: PageCacheFigures {
    state.withLockIfAvailable { state in
      if let handle = state?.handle { pages.look(at: handle) }
    }
    return pages.figures
  }

  init(_ handle: sending SQLiteHandle) {
    state = Mutex(State(handle))
  }

  /// Runs a query, or answers nil when the connection is in use.
  func answer(_ sql: SQL) -> Answer? {
    state.withLockIfAvailable { state in
      Answer(outcome: state?.answer(sql))
    }
  }

  func close() {
    state.withLock { $0 = nil }
  }
}

/// How many steps of SQLite's virtual machine a query may still take.
final class StepBudget {
  /// Between two questions whether to go on. SQLite asks at multiples of it, counted over all runs
  /// of a prepared statement, so the first question of a run may come at once.
  static let stride: Int32 = 500
  /// Questions that are answered yes: a query has 3,500 to 4,000 steps, a fraction of a
  /// millisecond. A page of a hundred rows takes half of them.
  private static let questions: Int32 = 8

  /// Read and written by SQLite's handler, through its address.
  let left: UnsafeMutablePointer<Int32>

  init() {
    left = .allocate(capacity: 1)
    left.initialize(to: Self.questions)
  }

  deinit {
    left.deallocate()
  }

  /// Gives the next query what every one has.
  func renew() {
    left.pointee = Self.questions
  }
}

extension SQLiteHandle {
  /// Makes statements that exceed the budget fail. The budget has to outlive the connection.
  func limit(by budget: StepBudget) {
    let mayGoOn: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { left in
      guard let left = left?.assumingMemoryBound(to: Int32.self) else { return 0 }
      left.pointee -= 1
      return left.pointee > 0 ? 0 : 1
    }
    onProgress(every: StepBudget.stride, mayGoOn, budget.left)
  }
}
