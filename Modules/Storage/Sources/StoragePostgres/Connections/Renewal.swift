internal import Synchronization

/// Has all connections of a database made anew, when one of them led to a server that only reads.
///
/// After a switch-over a service address, or a list of hosts, leads to the new primary, but only
/// who connects anew gets there.
final class Renewal: Sendable {
  /// A connection younger than this shows how things stand now: to make another one would be of no
  /// use. In nanoseconds.
  private static let youth: Int64 = 1_000_000_000

  private let requestedAt = Atomic<Int64>(.min)
  private let told = Mutex<[@Sendable () -> Void]>([])

  /// Has a closure called, on any thread, whenever connections are to be made anew.
  func onRequest(_ renew: @escaping @Sendable () -> Void) { told.withLock { $0.append(renew) } }

  /// Whether a connection that was opened then is one to be given up.
  func isOutdated(openedAt: Int64) -> Bool { openedAt < requestedAt.load(ordering: .relaxed) }

  /// Asks for new connections because one, which was opened then, only reads.
  ///
  /// - Returns: whether another attempt on a new connection makes sense.
  func request(becauseOf openedAt: Int64) -> Bool {
    if isOutdated(openedAt: openedAt) { return true }
    guard monotonicNanoseconds() - openedAt > Self.youth else { return false }
    request()
    return true
  }

  /// Asks for new connections, unless that was done a moment ago.
  func request() {
    let now = monotonicNanoseconds()
    let last = requestedAt.load(ordering: .relaxed)
    guard last == .min || now - last > Self.youth,
      requestedAt.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
    else { return }
    for renew in told.withLock({ $0 }) { renew() }
  }
}
