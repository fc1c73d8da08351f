internal import Storage
internal import Synchronization

/// What the pools of one loop have learnt together. Loop thread only, but for what is counted.
final class Lessons: @unchecked Sendable {
  // Unchecked: `times` is confined to the loop's thread.

  private(set) var times = StatementTimes()
  /// How many statements are known to take long.
  let slow = Atomic<Int>(0)
  /// How often reads that were held up were asked a second time on another connection.
  let askedAgain = Atomic<Int64>(0)

  /// Notes how many nanoseconds a statement took at the server. Of one that was quick a thousand
  /// times, a delay counts as four times the bound at most: not once, only again and again.
  func note(_ statement: PendingStatement, took nanoseconds: Int64, at now: Int64) {
    guard nanoseconds >= times.bound || times.count > 0 else { return }
    let most = statement.isProven ? 4 * times.bound : .max
    times.note(statement.sql.shape, took: min(nanoseconds, most), at: now)
    slow.store(times.slow, ordering: .relaxed)
  }
}
