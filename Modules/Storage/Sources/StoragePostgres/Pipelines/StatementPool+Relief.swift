internal import EventLoop
internal import Storage
internal import Synchronization

/// What is done for statements that stand behind one that takes long, or behind a server process
/// that is not given a processor: that has been seen to take 90 ms while others got on.
extension StatementPool {
  /// A connection whose server has been at one statement for so many nanoseconds is held up: it is
  /// given no more of them while another has room, and the reads in its pipeline are asked again.
  static let heldUpAfter: Int64 = 5_000_000

  /// For how many nanoseconds a connection beyond the number is kept that nobody needs.
  private static let surplusKept: Int64 = 10_000_000_000

  func isHeldUp(_ connection: LoopConnection) -> Bool {
    connection.heldUp(at: loop.now) >= Self.heldUpAfter
  }

  /// Looks after the connections from now on, until nothing is under way.
  func scheduleLook(after delay: Int64 = heldUpAfter) {
    guard apart != nil, !isLookScheduled else { return }
    isLookScheduled = true
    loop.schedule(after: .nanoseconds(delay)) { [weak self] in
      guard let self else { return }
      isLookScheduled = false
      look()
    }
  }

  private func look() {
    if connections.count > limits.connections { closeSurplus() }
    var isIdle = true
    var isHurried = false
    for connection in connections where connection.statements > 0 {
      isIdle = false
      guard isHeldUp(connection), let first = connection.firstStatement else { continue }
      isHurried = true
      learn(from: first, heldUpFor: connection.heldUp(at: loop.now))
      relieve(connection, heldUpBy: first)
    }
    if isHurried { replaceReserve() }
    if !isIdle { scheduleLook(after: isHurried ? Self.heldUpAfter / 4 : Self.heldUpAfter) }
  }

  /// How many connections there may be: while all are held up another one, up to twice the number
  /// and one more, which is for reads alone.
  var most: Int {
    guard apart != nil, connections.count >= limits.connections,
      connections.allSatisfy(isHeldUp)
    else { return limits.connections }
    return min(connections.count + 1, 2 * limits.connections + 1)
  }

  /// Whether the connection at a place may be given a statement: the last one takes reads alone.
  func mayTake(_ pending: PendingStatement, _ index: Int) -> Bool {
    index < 2 * limits.connections || pending.isRead && !pending.isSetAside
  }

  /// Gives up the last connection if it is held up like all others, and opens another one: reads
  /// get on, whatever holds up how many connections. Its pipeline has nothing but reads, so nobody
  /// misses what the server does with them.
  ///
  /// The time that it is left grows from one to the next: where the machine is the reason,
  /// connections would make it worse.
  private func replaceReserve() {
    guard let lessons, connections.count > 2 * limits.connections, let reserve = connections.last,
      let first = reserve.firstStatement, connections.allSatisfy(isHeldUp),
      reserve.heldUp(at: loop.now) >= lessons.times.conclusive << min(replacements, 3)
    else { return }
    replace(reserve, heldUpBy: first)
  }

  /// Takes the statement that held up the last connection where statements take long, or puts it
  /// behind one that is held up, too.
  func setAside(_ pending: PendingStatement) {
    pending.isSetAside = true
    if let apart, pending.askedApartAt == nil {
      pending.askedApartAt = loop.now
      sendApart(pending, apart)
    } else if pending.copies == 0 {
      takeBack(pending)
    }
  }

  /// Closes connections that were not needed for a while: opening one costs milliseconds.
  private func closeSurplus() {
    if connections.prefix(limits.connections).allSatisfy(isHeldUp) { surplusNeededAt = loop.now }
    guard loop.now - surplusNeededAt > Self.surplusKept else { return }
    while connections.count > limits.connections,
      let surplus = connections[limits.connections...].first(where: { $0.statements == 0 })
    {
      letGo(of: surplus)
    }
    replacements = 0
  }

  /// A statement that has taken so long already is slow, whenever it may end; and so is one that
  /// takes its time in two places.
  private func learn(from first: PendingStatement, heldUpFor time: Int64) {
    guard let lessons, !first.isDone, !first.wasLearntFrom else { return }
    // What was quick a thousand times is slow only if it is so on two pipelines at once.
    guard !first.isProven || isInFrontElsewhere(first) else { return }
    let isSlowTwice = first.askedApartAt.map { loop.now - $0 >= Self.heldUpAfter } ?? false
    guard isSlowTwice && !first.isProven || time >= lessons.times.conclusive else { return }
    first.wasLearntFrom = true
    lessons.note(first, took: max(time, lessons.times.conclusive), at: loop.now)
  }

  /// Asks the reads of a pipeline a second time, on other connections; the first answer counts.
  /// Where one was asked last it may stand behind a statement that takes long, too: it is asked as
  /// often as there are other connections.
  ///
  /// The one that the server is at goes where statements take long, since it may be one of them.
  /// The others go to a connection that gets on. Those of the same text only if it has proven to be
  /// quick and is in front of no other connection that is held up, or once it was answered: they
  /// might hold up the next connection in the same way.
  private func relieve(_ connection: LoopConnection, heldUpBy first: PendingStatement) {
    let isSuspect = !first.isDone && (!first.isProven || isInFrontElsewhere(first))
    for offset in 0..<connection.commands.count {
      guard case .execute(let pending, let statement)? = connection.commands[offset],
        statement.isRead, mayBeAskedAgain(pending, after: connection)
      else { continue }
      if pending === first {
        guard first.askedApartAt == nil, let other = apart?.idle() else { continue }
        first.askedApartAt = loop.now
        ask(first, on: other)
      } else if !isSuspect || pending.sql.shape != first.sql.shape {
        guard let other = relief(for: pending) ?? apart?.idle() else { return }
        ask(pending, on: other)
      }
    }
  }

  private func isInFrontElsewhere(_ first: PendingStatement) -> Bool {
    connections.contains { other in
      guard isHeldUp(other), let front = other.firstStatement else { return false }
      return front !== first && !front.isDone && front.sql.shape == first.sql.shape
    }
  }

  private func ask(_ pending: PendingStatement, on connection: LoopConnection) {
    pending.timesAskedAgain += 1
    lessons?.askedAgain.wrappingAdd(1, ordering: .relaxed)
    send(pending, on: connection)
  }

  private func mayBeAskedAgain(
    _ pending: PendingStatement, after connection: LoopConnection
  ) -> Bool {
    // Elsewhere it may be about to be answered.
    !pending.isDone && pending.place == ObjectIdentifier(connection)
      && pending.timesAskedAgain < 2 * limits.connections && !pending.isSetAside
      && !isSlow(pending)
  }

  /// Runs a statement that turned out to take long and found no room apart. Nobody has declared it,
  /// so it is not turned away, but put behind others of its kind, where there are some.
  func takeBack(_ pending: PendingStatement) {
    let place = connections.prefix(2 * limits.connections).first { connection in
      connection.statements < limits.depth
        && (connection.contains(where: isSlow) || pending.isSetAside && isHeldUp(connection))
    }
    if let place { return send(pending, on: place) }
    pending.deadline = loop.now + limits.patience
    dispatch(pending)
  }

  /// A connection that gets on and has room. When there is none, the next look may find one:
  /// where all callers wait, nobody else would have it opened.
  private func relief(for pending: PendingStatement) -> LoopConnection? {
    if let best = leastLoaded(for: pending), !isHeldUp(best) { return best }
    open()
    return nil
  }

  /// A connection with nothing to do. When there is none, the next who asks may find one.
  func idle() -> LoopConnection? {
    if let idle = connections.first(where: { $0.statements == 0 }) { return idle }
    open()
    return nil
  }
}
