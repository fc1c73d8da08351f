internal import Storage
internal import Synchronization

/// Remembers that commits of this process are of unknown outcome. They may be seen by whoever
/// reads, and still be lost with the server that has them, until a later commit was confirmed.
final class UnconfirmedCommits: Sendable {
  /// How many there were, and how many of them are confirmed.
  private let seen = Atomic<Int>(0)
  private let confirmed = Atomic<Int>(0)

  /// A later commit that writes to the log waits for the standby, as all before it do, and tells.
  /// It changes no table.
  static let probe: SQL = "SELECT pg_logical_emit_message(true, 'atrium', 'confirm')::text"

  func note(_ error: any Error) {
    guard let error = error as? StorageUnavailable, !error.isOutcomeKnown else { return }
    seen.wrappingAdd(1, ordering: .sequentiallyConsistent)
  }

  /// The number to confirm; nil where all are.
  var owed: Int? {
    let seen = seen.load(ordering: .sequentiallyConsistent)
    return seen > confirmed.load(ordering: .sequentiallyConsistent) ? seen : nil
  }

  /// Notes that a commit was confirmed that began when so many had been seen.
  func confirm(_ number: Int) {
    confirmed.max(number, ordering: .sequentiallyConsistent)
  }
}
