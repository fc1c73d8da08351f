/// How the connections of one loop do, for those who look for what holds statements up.
public struct PipelineStatus: Sendable, Hashable {
  /// One of the connections.
  public struct Connection: Sendable, Hashable {
    /// Whether it is one of those on which statements run that take long.
    public let isForLong: Bool
    /// How many statements were in its pipeline for up to 1,024 ns, for up to 2,048 ns, and so on,
    /// twice as long from place to place; the last one counts everything above.
    public let times: [Int64]
  }

  /// The loop's place in its group, from 0.
  public let loop: Int
  /// The connections, opened or not.
  public let connections: [Connection]
  /// How many statements turned out to take long, and run as if they were declared so.
  public let slowStatements: Int
  /// How many reads that were held up were asked a second time on another connection.
  public let askedAgain: Int64
}
