/// The state of a replica, for operators.
public struct ReplicaStatus: Sendable, Hashable {
  /// Whether reads go to a replica now.
  public enum State: String, Sendable, CaseIterable {
    /// It has not been looked at yet.
    case unknown
    /// It has replayed all that is older than the bound: reads go to it.
    case usable
    /// It answers, but has not replayed all that is older than the bound.
    case lagging
    /// It does not answer, or not in time.
    case unreachable
    /// It answers, but is no replica of this primary: another system, another history, or no
    /// replica at all.
    case foreign
  }

  /// Whether reads go to it.
  public let state: State
  /// Up to how long ago it is known to have replayed everything, in seconds; nil when that is not
  /// known. An idle primary leaves nothing to replay: then it is as long ago as the last look.
  public let secondsBehind: Double?
  /// Reads that it answered.
  public let reads: Int64
  /// Reads that it should have answered and that went to the primary instead.
  public let fallbacks: Int64

  /// Makes a status.
  public init(state: State, secondsBehind: Double?, reads: Int64, fallbacks: Int64) {
    self.state = state
    self.secondsBehind = secondsBehind
    self.reads = reads
    self.fallbacks = fallbacks
  }
}
