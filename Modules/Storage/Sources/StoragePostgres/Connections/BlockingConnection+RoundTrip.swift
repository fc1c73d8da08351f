internal import CPostgres
internal import Glibc
internal import Storage

extension BlockingConnection {
  private enum Outcome {
    /// To be freed by who takes it.
    case rows(OpaquePointer)
    case failed(ServerFailure)
    case skipped
  }

  /// Sends statements with one Sync and waits for all their answers, one for each statement.
  func roundTrip(_ statements: [SQL]) throws(RoundTripError) -> [ResultRows] {
    guard let link else { throw .unsent(Self.closed) }
    // While a failure stands the server takes nothing but the way back from it.
    let deallocates = PQtransactionStatus(link.handle) != PQTRANS_INERROR
    var sent: [StatementSender.Sent] = []
    sent.reserveCapacity(statements.count)
    var unsendable: StorageError?
    for sql in statements where unsendable == nil {
      do {
        sent.append(try sender.send(sql, over: link, deallocates: deallocates))
      } catch {
        unsendable = error
      }
    }
    if sent.isEmpty {
      if let unsendable { throw .unsent(unsendable) }
      return []
    }
    guard PQpipelineSync(link.handle) == 1, !sent.contains(where: \.isRefused) else {
      defer { close() }
      throw lost(link)
    }
    let answers = try receive(sent, statements, link)
    // Those before it were answered, but the caller asked for all.
    if let unsendable { throw .unsent(unsendable) }
    return answers
  }

  private func receive(
    _ sent: [StatementSender.Sent], _ statements: [SQL], _ link: ServerLink
  ) throws(RoundTripError) -> [ResultRows] {
    var answers: [ResultRows] = []
    answers.reserveCapacity(sent.count)
    var failure: RoundTripError?
    for (index, item) in sent.enumerated() {
      for _ in 0..<item.deallocated {
        let outcome = try next(link)
        discard(outcome)
        // The server has skipped what came after it.
        if case .failed(let reason) = outcome {
          note(reason, item.statement, statements[index], &failure)
        }
      }
      if item.prepared { try takePrepared(item, statements[index], link, &failure) }
      switch try next(link) {
      case .rows(let result):
        if Self.isRollback(result), statements[index].description == "COMMIT", failure == nil {
          failure = .rolledBack
        }
        let layout = sender.layout(of: item.statement, result)
        answers.append(ResultRows(result, layout: layout))
      case .failed(let reason): note(reason, item.statement, statements[index], &failure)
      case .skipped: break
      }
    }
    try takeSync(statements[sent.count - 1], link, &failure)
    let isUnreplicated = link.takeUnreplicated()
    if case .refused(let reason, let sql, let isMended, _) = failure {
      throw .refused(reason, statement: sql, isMended: isMended, answered: answers)
    }
    if let failure { throw failure }
    if isUnreplicated { throw .unreplicated }
    return answers
  }

  private static func isRollback(_ result: OpaquePointer) -> Bool {
    PQcmdStatus(result).map { strcmp($0, "ROLLBACK") == 0 } ?? false
  }

  private func takePrepared(
    _ item: StatementSender.Sent, _ sql: SQL, _ link: ServerLink,
    _ failure: inout RoundTripError?
  ) throws(RoundTripError) {
    let outcome = try next(link)
    discard(outcome)
    if case .rows = outcome { return }
    sender.forgetUnprepared(item.statement)
    if case .failed(let reason) = outcome { note(reason, item.statement, sql, &failure) }
  }

  private func discard(_ outcome: Outcome) {
    if case .rows(let result) = outcome { PQclear(result) }
  }

  /// Keeps the first failure; those after it are its consequences.
  private func note(
    _ reason: ServerFailure, _ statement: PreparedStatement, _ sql: SQL,
    _ failure: inout RoundTripError?
  ) {
    guard failure == nil else { return }
    failure = .refused(reason, statement: sql, isMended: sender.mends(reason, of: statement))
  }

  /// The results of one command, which are one and its end.
  private func next(_ link: ServerLink) throws(RoundTripError) -> Outcome {
    guard let result = try result(link) else {
      defer { close() }
      throw lost(link)
    }
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      finishCommand(link)
      return .rows(result)
    case PGRES_PIPELINE_ABORTED:
      PQclear(result)
      finishCommand(link)
      return .skipped
    case PGRES_FATAL_ERROR:
      defer { PQclear(result) }
      return .failed(try failure(result, link))
    default:
      // COPY, which leaves a pipeline in disorder.
      PQclear(result)
      defer { close() }
      throw lost(link)
    }
  }

  /// Waits for the next result, as long as the server may take.
  private func result(_ link: ServerLink) throws(RoundTripError) -> OpaquePointer? {
    let limit = silenceLimit < 0 ? Int64.max : Int64(silenceLimit)
    let pace = watches.map { max(1, $0.pace / 1_000_000) } ?? limit
    var quiet: Int64 = 0
    while min(limit, pace) < .max, PQisBusy(link.handle) != 0 {
      var entry = pollfd(fd: PQsocket(link.handle), events: Int16(POLLIN), revents: 0)
      let wait = min(pace, limit - quiet)
      let count = poll(&entry, 1, Int32(clamping: wait))
      guard count != 0 else {
        quiet += wait
        guard quiet >= limit || watches?.givesUp(whileItCommits: isCommitting) == true
        else { continue }
        close()
        throw .lost(ServerWatches.silenceText, isEnded: false)
      }
      quiet = 0
      // What is wrong with the connection, PQgetResult tells.
      if count > 0 ? PQconsumeInput(link.handle) == 0 : errno != EINTR { break }
    }
    return PQgetResult(link.handle)
  }

  private func failure(
    _ result: OpaquePointer, _ link: ServerLink
  ) throws(RoundTripError) -> ServerFailure {
    guard let failure = ServerFailure(result) else {
      defer { close() }
      throw lost(link)
    }
    guard !failure.isFatal else {
      defer { close() }
      throw .lost(link.errorText, isEnded: failure.isServersEnd && !link.isUnreplicated)
    }
    finishCommand(link)
    return failure
  }

  private func finishCommand(_ link: ServerLink) {
    if let unexpected = PQgetResult(link.handle) { PQclear(unexpected) }
  }

  /// The answer to the Sync. An error in its place comes from the commit: a deferred constraint.
  private func takeSync(
    _ sql: SQL, _ link: ServerLink, _ failure: inout RoundTripError?
  ) throws(RoundTripError) {
    while true {
      guard let result = try result(link) else {
        defer { close() }
        throw lost(link)
      }
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_PIPELINE_SYNC: return
      case PGRES_FATAL_ERROR:
        let reason = try self.failure(result, link)
        if failure == nil { failure = .refused(reason, statement: sql, isMended: false) }
      default:
        defer { close() }
        throw lost(link)
      }
    }
  }
}
