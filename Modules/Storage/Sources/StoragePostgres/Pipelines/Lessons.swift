internal import Storage
internal import Synchronization

/// What the pools of one loop have learnt together. Loop thread only, but for what is counted.
final class Lessons: @unchecked Sendable {
  // Unchecked: `times` is confined to the loop's thread.

  private static let mostProven = 1_024

  private(set) var times = StatementTimes()
  /// What was answered a thousand times on one connection, while it was not known to be slow.
  private var proven: Set<SQLShape> = []
  /// How many statements are known to take long.
  let slow = Atomic<Int>(0)
  /// How often reads that were held up were asked a second time on another connection.
  let askedAgain = Atomic<Int64>(0)
  /// How often a statement was told that a lock was not to be had in time.
  let lockTimeouts = Atomic<Int64>(0)

  /// Takes a statement as one of which a single delay is likely the machine's.
  func prove(_ statement: PendingStatement) {
    guard !statement.isDeclaredLong, !times.isSlow(statement.sql.shape) else { return }
    // A program has fewer; what it makes up anew each time proves nothing.
    if proven.count == Self.mostProven { proven.removeAll() }
    proven.insert(statement.sql.shape)
  }

  /// Whether it was answered a thousand times on one of the loop's connections.
  func isProven(_ statement: PendingStatement) -> Bool {
    proven.contains(statement.sql.shape)
  }

  /// Notes how many nanoseconds a statement took at the server. Of one that was quick a thousand
  /// times, a delay counts as four times the bound at most: not once, only again and again.
  func note(_ statement: PendingStatement, took nanoseconds: Int64, at now: Int64) {
    guard nanoseconds >= times.bound || times.count > 0 else { return }
    let most = statement.isProven ? 4 * times.bound : .max
    times.note(statement.sql.shape, took: min(nanoseconds, most), at: now)
    slow.store(times.slow, ordering: .relaxed)
  }
}
