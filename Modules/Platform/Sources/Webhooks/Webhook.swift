public import Events
public import Kernel

/// An address outside that is told of events.
public struct Webhook: Hashable, Sendable {
  /// The id of a webhook.
  public typealias ID = Identifier<Webhook>

  /// Whether it is told anything.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It is told of every event that it wants.
    case active
    /// It is told nothing.
    case disabled
  }

  /// Why it is told nothing.
  public enum DisabledReason: String, Hashable, Sendable, CaseIterable {
    /// It answered 410: the receiver wants no more.
    case gone
    /// Every attempt of the last five days failed.
    case failing
    /// An administrator disabled it.
    case byAdmin = "by_admin"
  }

  /// Its id.
  public let id: ID
  /// Where events are sent.
  public var url: String
  /// The events that it wants.
  public var events: [EventPattern]
  /// What people call it.
  public var description: String?
  /// Whether it is told anything.
  public private(set) var state: State
  /// Why it is told nothing; nil while it is active.
  public private(set) var disabledReason: DisabledReason?
  /// The first of the attempts that failed in a row, by the machine's clock; nil after a success.
  public private(set) var failingSince: Instant?
  /// Counts its changes, from 1.
  public private(set) var version: Int64
  /// When it was made, in business time.
  public let createdAt: Instant
  /// When it was changed last, in business time.
  public private(set) var updatedAt: Instant

  /// A new webhook, which is active.
  public init(
    id: ID, url: String, events: [EventPattern], description: String?, at now: Instant
  ) {
    self.init(
      id: id, url: url, events: events, description: description, state: .active,
      disabledReason: nil, failingSince: nil, version: 1, createdAt: now, updatedAt: now)
  }

  /// A webhook as a store keeps it.
  public init(
    id: ID, url: String, events: [EventPattern], description: String?, state: State,
    disabledReason: DisabledReason?, failingSince: Instant?, version: Int64, createdAt: Instant,
    updatedAt: Instant
  ) {
    self.id = id
    self.url = url
    self.events = events
    self.description = description
    self.state = state
    self.disabledReason = disabledReason
    self.failingSince = failingSince
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  /// How long every attempt must have failed before it is disabled, in seconds: five days.
  public static let patience: Int64 = 5 * 86_400

  /// How many patterns it may have.
  public static let mostPatterns = 50

  /// Whether it wants events of a type.
  public func wants(_ type: String) -> Bool {
    state == .active && events.contains { $0.matches(type) }
  }

  /// Counts a change.
  mutating func touch(at now: Instant) {
    version += 1
    updatedAt = now
  }

  /// Has it told again. What failed before does not count any more.
  mutating func enable() {
    state = .active
    disabledReason = nil
    failingSince = nil
  }

  /// Has it told nothing more.
  mutating func disable(_ reason: DisabledReason) {
    state = .disabled
    disabledReason = reason
  }

  /// It took an event.
  mutating func succeed() { failingSince = nil }

  /// An attempt failed.
  /// - Parameters:
  ///   - status: what it answered; nil if it did not.
  ///   - now: the machine's time.
  /// - Returns: why it is to be disabled, if it is.
  mutating func fail(status: Int?, at now: Instant) -> DisabledReason? {
    let since = failingSince ?? now
    failingSince = since
    if status == 410 { return .gone }
    return now.milliseconds(since: since) >= Self.patience * 1_000 ? .failing : nil
  }
}
