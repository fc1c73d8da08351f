internal import Storage

/// Bounds of a loop's connections of one kind. Times are in nanoseconds.
struct PoolLimits {
  /// How many connections there are.
  let connections: Int
  /// How many statements may be in the pipeline of each.
  let depth: Int
  /// How many statements may wait for a connection that has room, or to be opened.
  let waiting: Int
  /// Whether statements wait while there are connections, but none with room.
  let waitsForRoom: Bool
  /// How long each waits at most.
  let patience: Int64
  /// For how long the server may owe an answer and say nothing; nil for ever.
  let silence: Int64?
  /// How long a statement may wait for a lock in all, and how long one attempt does.
  let lockWait: Int64
  let lockSlice: Int64
  /// How many prepared statements a connection keeps.
  let statementCache: Int

  /// For short statements, pipelined one behind the other.
  static func pipelined(_ connections: Int, _ options: PostgresOptions) -> PoolLimits {
    let depth = max(1, options.queuedStatements)
    return PoolLimits(
      connections: max(1, connections), depth: depth, waiting: depth * max(1, connections),
      waitsForRoom: false, patience: options.waitLimit.nanoseconds,
      silence: options.silenceLimit?.nanoseconds,
      lockWait: options.lockTimeout?.nanoseconds ?? .max,
      lockSlice: options.lockSlice?.nanoseconds ?? 0, statementCache: options.statementCache)
  }

  /// For statements that take long, one at a time.
  static func long(_ options: PostgresOptions) -> PoolLimits {
    // A server that lives answers when the statement's time is up.
    let silence = options.silenceLimit.flatMap { limit in
      options.longStatementTimeout.map { max(limit, $0 + .seconds(5)).nanoseconds }
    }
    return PoolLimits(
      connections: max(1, options.longConnectionsPerLoop), depth: 1,
      waiting: max(0, options.queuedLongStatements), waitsForRoom: true,
      patience: options.waitLimit.nanoseconds, silence: silence,
      lockWait: options.lockTimeout?.nanoseconds ?? .max,
      lockSlice: options.lockSlice?.nanoseconds ?? 0, statementCache: options.statementCache)
  }
}
