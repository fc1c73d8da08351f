internal import CPostgres
internal import Storage

extension LoopConnection {
  /// How a connection came to its end.
  enum End {
    /// The server said that it ends the session: what it has not answered, it has not done.
    case ended
    /// Nobody knows what became of the statements under way.
    case lost
    /// As if lost: the server does not answer any more. Another attempt would wait as long.
    case silent
    /// It was given up for another one: its reads go there, also those that stand behind others
    /// elsewhere.
    case replaced
  }

  /// Takes one result and gives it to whom it belongs; answers how the connection ended, if it did.
  func takeResult() -> End? {
    guard let result = PQgetResult(link.handle) else { return takeEndOfResults() }
    sawEndBeforeSync = false
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: succeeded(result)
    case PGRES_PIPELINE_SYNC: synced(result)
    case PGRES_PIPELINE_ABORTED: aborted(result)
    case PGRES_FATAL_ERROR: return failed(result)
    default:
      // COPY has no place in a pipeline, and leaves it in disorder.
      PQclear(result)
      return .lost
    }
    return nil
  }

  /// Every command's results end with nothing; a Sync's own result is not followed by it.
  private func takeEndOfResults() -> End? {
    guard case .sync = commands.first else {
      _ = commands.popFirst()
      return nil
    }
    // An error at the commit ends so as well, but only once: otherwise libpq and we disagree.
    defer { sawEndBeforeSync = true }
    return sawEndBeforeSync ? .lost : nil
  }

  private func succeeded(_ result: OpaquePointer) {
    guard case .execute(let pending, let statement) = commands.first else {
      return PQclear(result)
    }
    if pending.isDone {
      // It was asked elsewhere as well, and answered there.
      leaves(pending)
      return PQclear(result)
    }
    statement.answers += 1
    if statement.answers == PendingStatement.provenAfter { lessons?.prove(pending) }
    let rows = ResultRows(result, layout: sender.layout(of: statement, result))
    if statement.isRead {
      leaves(pending)
      pending.succeed(rows)
    } else {
      uncommitted = (pending, rows)
    }
  }

  private func synced(_ result: OpaquePointer) {
    PQclear(result)
    _ = commands.popFirst()
    // Whatever was warned of belongs to what this ends: what comes later has not been read yet.
    let isUnreplicated = link.takeUnreplicated()
    guard let (pending, rows) = uncommitted else { return }
    uncommitted = nil
    leaves(pending)
    if isUnreplicated {
      pending.fail(StorageUnavailable.notReplicated)
    } else {
      pending.succeed(rows)
    }
  }

  /// Something before it in the pipeline failed, and the server skipped this.
  private func aborted(_ result: OpaquePointer) {
    PQclear(result)
    switch commands.first {
    case .prepare(_, let statement): sender.forgetUnprepared(statement)
    case .execute(let pending, _):
      if skipsExecute {
        skipsExecute = false
      } else {
        leaves(pending, wasRun: false)
        if !pending.isDone { skipped.append(pending) }
      }
    default: break
    }
  }

  private func failed(_ result: OpaquePointer) -> End? {
    defer { PQclear(result) }
    guard let failure = ServerFailure(result) else { return .lost }
    guard !failure.isFatal else {
      return failure.isServersEnd && !link.isUnreplicated ? .ended : .lost
    }
    switch commands.first {
    case .prepare(let pending, let statement):
      skipsExecute = true
      sender.forgetUnprepared(statement)
      settle(pending, failure, statement)
    case .execute(let pending, let statement):
      settle(pending, failure, statement)
    case .sync:
      // What was checked at the commit: a deferred constraint.
      guard let (pending, _) = uncommitted else { return nil }
      uncommitted = nil
      leaves(pending)
      pending.fail(failure.error(statement: pending.sql.description))
    default: break
    }
    return nil
  }

  /// Sends a statement again if that mends it, or fails it. It was rolled back in either case.
  private func settle(
    _ pending: PendingStatement, _ failure: ServerFailure, _ statement: PreparedStatement
  ) {
    leaves(pending)
    if pending.isDone { return }
    if pending.repeats < PendingStatement.repeatLimit,
      failure.isConflict || sender.mends(failure, of: statement)
    {
      pending.repeats += 1
      skipped.append(pending)
    } else {
      let error = failure.error(statement: pending.sql.description)
      if failure.isSessions {
        moveElsewhere(pending, error)
      } else if failure.meaning == .locked {
        waitForLock(pending, error)
      } else {
        pending.fail(error)
      }
    }
  }

  /// Sorts out what was under way when the connection ended: answers what can be sent again, and
  /// fails the rest.
  func takeUnfinished(_ end: End) -> [PendingStatement] {
    var again = skipped
    skipped = []
    if let (pending, _) = uncommitted {
      uncommitted = nil
      pending.fail(StorageUnavailable.outcomeUnknown)
    }
    while let command = commands.popFirst() {
      guard case .execute(let pending, let statement) = command else { continue }
      if skipsExecute {
        skipsExecute = false
        continue
      }
      pending.copies -= 1
      // Another connection answers, or has answered.
      let isElsewhere =
        pending.copies > 0
        && !(end == .replaced && pending.place == ObjectIdentifier(self))
      if pending.isDone || isElsewhere { continue }
      if end != .ended, !statement.isRead {
        pending.fail(StorageUnavailable.outcomeUnknown)
      } else if end == .silent {
        pending.fail(ServerWatches.silent)
      } else {
        again.append(pending)
      }
    }
    forgetStatements()
    if end == .replaced { return again }
    // Where the server ended the session, the first of them may be why; the others just stood
    // behind it.
    let suspects = end == .lost ? again.count : min(again.count, 1)
    return again[..<suspects].filter(mayBeSentAgain) + again[suspects...]
  }

  /// A statement survives one connection. What brings down two of them would bring down more.
  private func mayBeSentAgain(_ pending: PendingStatement) -> Bool {
    pending.losses += 1
    guard pending.losses > 1 else { return true }
    pending.fail(StorageUnavailable.unreachable("the connection was lost"))
    return false
  }
}
