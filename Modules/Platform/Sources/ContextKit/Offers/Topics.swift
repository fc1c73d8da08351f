public import Events
public import Kernel

/// Who may follow the topics of a kind.
public enum TopicRuleOffer: OfferKey {
  /// The rule of one kind.
  public typealias Item = TopicRule
}

/// The topics that callers follow without asking.
public enum UsualTopicsOffer: OfferKey {
  /// The topics of some callers.
  public typealias Item = UsualTopics
}

/// The topics that a caller follows at once on the sockets that the documents name, as
/// `/api/ws/transactions`. What is listed here is followed only as far as the rules allow it.
public struct UsualTopics: Sendable {
  /// A kind of socket.
  public enum Place: Hashable, Sendable, CaseIterable {
    /// `…/ws/notifications`, where everybody follows `user:<id>`.
    case notifications
    /// `…/ws/transactions`.
    case transactions
    /// `<mount>/ws`, where the caller also follows what is listed for the other places.
    case all
  }

  /// The sockets that begin with these topics.
  public let place: Place
  /// The topics of a caller, at most 100 with those of others.
  public let topics: @Sendable (Principal) async throws -> [String]

  /// Topics for the sockets of a place.
  public init(
    on place: Place, topics: @escaping @Sendable (Principal) async throws -> [String]
  ) {
    self.place = place
    self.topics = topics
  }
}

extension Offers {
  /// Who may follow the context's topics: a rule for each kind, `fleet.company`.
  public var topics: [TopicRule] {
    get { self[TopicRuleOffer.self] }
    set { self[TopicRuleOffer.self] = newValue }
  }

  /// The topics that callers follow without asking.
  public var usualTopics: [UsualTopics] {
    get { self[UsualTopicsOffer.self] }
    set { self[UsualTopicsOffer.self] = newValue }
  }
}
