public import Kernel

/// Who may follow the topics of one kind. It is asked when somebody subscribes, and again when what
/// they may do has changed.
public struct TopicRule: Sendable {
  /// What stands before the colon of its topics: `fleet.company`.
  public let kind: String
  /// Whether a caller may follow the topic of an id; false for an id that does not exist, too.
  public let allows: @Sendable (_ id: String, _ caller: Principal) async throws -> Bool

  /// A rule for the topics of a kind.
  public init(
    _ kind: String,
    allows: @escaping @Sendable (_ id: String, _ caller: Principal) async throws -> Bool
  ) {
    self.kind = kind
    self.allows = allows
  }
}
