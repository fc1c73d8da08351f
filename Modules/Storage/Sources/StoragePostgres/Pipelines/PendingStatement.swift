internal import Storage

/// A statement on its way through a loop, and who waits for it.
final class PendingStatement: @unchecked Sendable {
  // Unchecked: made by the caller, from then on touched by the loop's thread only.

  let sql: SQL
  /// Whether it changes nothing, so that it may be run again. Known from the text, when asked.
  private(set) lazy var isRead = ReadOnlyText.accepts(sql.shape.text(for: .postgres))
  /// Whether it said itself that it takes long.
  let isDeclaredLong: Bool
  private var continuation: UnsafeContinuation<ResultRows, any Error>?
  /// Until when it may wait for a connection, in nanoseconds of the loop's clock.
  var deadline: Int64 = 0
  /// When it was put into a pipeline last, by the same clock.
  var sentAt: Int64 = 0
  /// How often it was rolled back and sent again.
  var repeats = 0

  /// Since when it has waited for somebody else's lock, and what it was told.
  var lockedSince: Int64?
  var lockFailure: (any Error)?
  /// Whether it was moved to another session, as its own was of no use.
  var wasMoved = false

  /// How many connections were lost under it.
  var losses = 0

  /// In how many pipelines it is: a read that is held up is asked a second time elsewhere.
  var copies = 0
  /// When it was asked a second time, where statements take long.
  var askedApartAt: Int64?
  /// The connection that it was sent on last.
  var place: ObjectIdentifier?
  /// How often it was asked again.
  var timesAskedAgain = 0
  /// It held up the connection that is for reads alone, and is not sent there again.
  var isSetAside = false
  /// Whether it was answered so often that a single delay is likely the machine's.
  var isProven = false
  /// It has taken so long already that it was learnt from before its end.
  var wasLearntFrom = false

  /// A statement is sent so many times more at most. Conflicts are rare for one statement; each
  /// parameter whose type cannot be inferred costs one the first time.
  static let repeatLimit = 20

  /// After so many answers on a connection a statement is proven.
  static let provenAfter = 1_000

  init(
    _ sql: SQL, expected: ExpectedDuration,
    _ continuation: UnsafeContinuation<ResultRows, any Error>
  ) {
    self.sql = sql
    isDeclaredLong = expected == .long
    self.continuation = continuation
  }

  /// Whether it was answered: what another pipeline says of it is of no interest.
  var isDone: Bool { continuation == nil }

  func succeed(_ rows: ResultRows) {
    continuation?.resume(returning: rows)
    continuation = nil
  }

  func fail(_ error: any Error) {
    continuation?.resume(throwing: error)
    continuation = nil
  }
}
