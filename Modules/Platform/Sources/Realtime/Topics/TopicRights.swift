internal import Events
internal import Kernel

/// Who may follow which topics.
struct TopicRights: Sendable {
  private let rules: [String: TopicRule]

  /// Rights by the rules of contexts; of several for one kind the first counts.
  init(_ rules: [TopicRule]) {
    self.rules = Dictionary(rules.map { ($0.kind, $0) }) { first, _ in first }
  }

  /// Whether a caller may follow a topic. Everybody may follow their own `user:<id>`.
  /// - Throws: what a rule throws that cannot find out.
  func allow(_ topic: String, to caller: Principal) async throws -> Bool {
    guard let (kind, id) = TopicName.parts(of: topic) else { return false }
    if kind == "user" { return topic == TopicName.user(caller.userID) }
    guard let rule = rules[kind] else { return false }
    return try await rule.allows(id, caller)
  }
}
