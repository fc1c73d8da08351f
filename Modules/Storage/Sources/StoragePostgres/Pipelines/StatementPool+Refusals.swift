internal import EventLoop
internal import Storage
internal import Synchronization

/// What becomes of statements that the server refused, but that may go through elsewhere or later.
/// They were rolled back.
extension LoopConnection {
  /// Has a statement that met somebody else's lock wait where it holds up nobody.
  func waitForLock(_ pending: PendingStatement, _ error: any Error) {
    guard let pool else { return pending.fail(error) }
    pending.lockFailure = error
    if pending.lockedSince == nil { pending.lockedSince = loop.now - pool.limits.lockSlice }
    pool.waitForLock(pending)
  }

  /// Sends a statement, once, on another connection, where this one is of no use.
  func moveElsewhere(_ pending: PendingStatement, _ error: any Error) {
    guard let pool, let renewal = pool.renewal, !pending.wasMoved,
      renewal.request(becauseOf: link.openedAt)
    else { return pending.fail(error) }
    pending.wasMoved = true
    pool.renew()
    pending.deadline = loop.now + pool.limits.patience
    pool.dispatch(pending, isRepeated: true)
  }
}

extension StatementPool {
  /// Waits for a lock, behind whatever else waits where statements take long, for as long as a
  /// statement may.
  fileprivate func waitForLock(_ pending: PendingStatement) {
    guard let since = pending.lockedSince, let failure = pending.lockFailure else { return }
    let place = apart ?? self
    guard apart != nil || origin != nil, loop.now - since < limits.lockWait,
      place.mayWait || place.idle() != nil
    else {
      lessons?.lockTimeouts.wrappingAdd(1, ordering: .relaxed)
      return pending.fail(failure)
    }
    pending.deadline = loop.now + limits.patience
    place.queueLast(pending)
  }

  /// Closes connections that lead to a server that only reads, each when it has answered.
  /// Statements wait meanwhile for new ones.
  func renew() {
    for connection in connections
    where renewal?.isOutdated(openedAt: connection.link.openedAt) ?? true {
      leave(connection)
    }
  }

  private func leave(_ connection: LoopConnection) {
    connection.isLeaving = true
    retire(connection)
    // Whoever stands in its results goes on in them; it is let go of when it has.
    loop.execute { [self] in closeIfDone(connection) }
  }

  /// Closes a connection that is to go, once nothing is under way on it.
  func closeIfDone(_ connection: LoopConnection) {
    guard connection.isLeaving, connection.statements == 0, connection.skipped.isEmpty,
      forget(connection)
    else { return }
    connection.stop()
    lostConnection?()
  }
}
