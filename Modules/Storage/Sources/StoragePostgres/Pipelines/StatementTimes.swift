internal import Storage

/// What a loop has learnt of statements that were slow: by their text, a decaying estimate of how
/// long they take at the server.
///
/// A statement is counted from when the server could begin with it, not while it stands behind
/// others. It is slow once its estimate is above `bound`, and fast again after `returnsAfter` runs
/// in a row that took less; after twice as many each time that it was slow again, so that what is
/// slow by turns stays where it harms nobody. A statement that was never slow is not in here at
/// all, and while none is slow nothing is looked up.
struct StatementTimes {
  /// In nanoseconds: an estimate above it is slow, and a run below it is a fast one.
  let bound: Int64
  /// So many fast runs in a row bring a statement back.
  let returnsAfter: Int
  /// So many statements are remembered; the one that was run longest ago gives way.
  let capacity: Int

  /// More fast runs than these are never asked for; after as many a statement is forgotten.
  private static let mostNeeded = 1_024

  /// The newest run weighs an eighth. One that takes eight times the bound is therefore slow at
  /// once, while the processor's short absences, which hit every statement, take several in a row.
  private static let weight: Int64 = 8

  private struct Estimate {
    var nanoseconds: Int64 = 0
    var isSlow = false
    var fastInARow = 0
    /// So many fast runs in a row bring it back.
    var needed: Int
    var lastUse: Int64 = 0
  }

  private var estimates: [SQLShape: Estimate] = [:]

  init(bound: Int64 = 8_000_000, returnsAfter: Int = 8, capacity: Int = 256) {
    self.bound = bound
    self.returnsAfter = returnsAfter
    self.capacity = max(1, capacity)
  }

  /// A single run that takes as long, in nanoseconds, is slow by itself: there is no need to await
  /// its end.
  var conclusive: Int64 { bound * Self.weight }

  /// How many statements are remembered.
  var count: Int { estimates.count }

  /// How many of them are slow.
  private(set) var slow = 0

  /// Whether a statement is slow as far as is known.
  func isSlow(_ shape: SQLShape) -> Bool {
    slow > 0 && estimates[shape]?.isSlow == true
  }

  /// Notes how many nanoseconds a run took. `now` is any clock's.
  mutating func note(_ shape: SQLShape, took nanoseconds: Int64, at now: Int64) {
    guard nanoseconds >= bound || !estimates.isEmpty else { return }
    guard
      var estimate = estimates[shape]
        ?? (nanoseconds >= bound ? Estimate(needed: returnsAfter) : nil)
    else {
      return
    }
    estimate.nanoseconds += (nanoseconds - estimate.nanoseconds) / Self.weight
    estimate.lastUse = now
    estimate.fastInARow = nanoseconds < bound ? estimate.fastInARow + 1 : 0
    if estimate.nanoseconds >= bound { estimate.isSlow = true }
    if estimate.isSlow, estimate.fastInARow >= estimate.needed {
      estimate.isSlow = false
      estimate.nanoseconds = 0
      estimate.needed = min(2 * estimate.needed, Self.mostNeeded)
    }
    let isOver = !estimate.isSlow && estimate.fastInARow >= Self.mostNeeded
    remember(isOver ? nil : estimate, of: shape)
    if estimates.count > capacity { forgetOldest() }
  }

  private mutating func remember(_ estimate: Estimate?, of shape: SQLShape) {
    slow += (estimate?.isSlow == true ? 1 : 0) - (estimates[shape]?.isSlow == true ? 1 : 0)
    estimates[shape] = estimate
  }

  private mutating func forgetOldest() {
    guard let oldest = estimates.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
    remember(nil, of: oldest.key)
  }
}
