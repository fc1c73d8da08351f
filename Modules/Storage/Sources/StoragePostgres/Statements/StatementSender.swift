internal import CPostgres
internal import Storage

/// Puts statements into a connection's pipeline: what loops and blocking connections have in
/// common.
struct StatementSender {
  let parameters = ParameterBuffer()
  private(set) var cache: StatementCache
  private let prepares: Bool

  /// - Parameter capacity: Prepared statements to keep, 0 to prepare none.
  init(capacity: Int) {
    prepares = capacity > 0
    cache = StatementCache(capacity: prepares ? capacity : 64)
  }

  /// What was put into the pipeline for a statement, in this order.
  struct Sent {
    let statement: PreparedStatement
    /// So many statements were deallocated first.
    let deallocated: Int
    /// Whether it had to be prepared.
    let prepared: Bool
    /// libpq refused: the connection is of no more use.
    let isRefused: Bool
  }

  /// Whether a statement may share a Sync with those before it.
  mutating func isPreparable(_ sql: SQL) -> Bool {
    cache.statement(for: sql).isPreparable
  }

  /// Puts a statement into the pipeline.
  ///
  /// - Parameter deallocates: Whether statements that lost their place may go first. Not in a
  ///   transaction that has failed: there the server takes nothing but its end.
  /// - Throws: `StorageError` for values that cannot be sent. Nothing was put into the pipeline.
  mutating func send(
    _ sql: SQL, over link: ServerLink, deallocates: Bool = true
  ) throws(StorageError) -> Sent {
    try parameters.load(sql)
    let statement = cache.statement(for: sql)
    guard prepares, statement.isPreparable else { return sendUnprepared(statement, over: link) }
    let evicted = deallocates ? cache.takeEvicted() : []
    var isRefused = false
    for old in evicted {
      let text = "DEALLOCATE \(String(cString: old.name))"
      isRefused =
        PQsendQueryParams(link.handle, text, 0, nil, nil, nil, nil, 1) == 0 || isRefused
    }
    let mustPrepare = !statement.isPrepared
    if mustPrepare {
      isRefused =
        PQsendPrepare(
          link.handle, statement.name, statement.text, Int32(statement.types.count),
          statement.types) == 0 || isRefused
      statement.isPrepared = true
    }
    isRefused =
      PQsendQueryPrepared(
        link.handle, statement.name, Int32(statement.types.count), parameters.values,
        parameters.lengths, parameters.formats, 1) == 0 || isRefused
    return Sent(
      statement: statement, deallocated: evicted.count, prepared: mustPrepare,
      isRefused: isRefused)
  }

  private func sendUnprepared(_ statement: PreparedStatement, over link: ServerLink) -> Sent {
    let accepted = PQsendQueryParams(
      link.handle, statement.text, Int32(statement.types.count), statement.types,
      parameters.values, parameters.lengths, parameters.formats, 1)
    return Sent(statement: statement, deallocated: 0, prepared: false, isRefused: accepted == 0)
  }

  /// Drops a statement that the server refused to prepare, or aborted before it could.
  mutating func forgetUnprepared(_ statement: PreparedStatement) {
    statement.isPrepared = false
    cache.forget(statement)
  }

  /// Whether a statement that failed this way will go through when it is sent again, if nothing it
  /// stands on was lost with it.
  mutating func mends(_ failure: ServerFailure, of statement: PreparedStatement) -> Bool {
    if let parameter = failure.parameterOfUnknownType {
      return cache.takeAsText(parameter, of: statement)
    }
    guard failure.isStalePlan else { return false }
    // What the server does not have cannot be deallocated either.
    if failure.isMissingStatement { statement.isPrepared = false }
    cache.forget(statement)
    return true
  }

  /// The columns of a statement's answer.
  func layout(of statement: PreparedStatement, _ result: OpaquePointer) -> ColumnLayout {
    if prepares, let layout = statement.layout { return layout }
    let layout = ColumnLayout(of: result)
    statement.layout = layout
    return layout
  }
}
