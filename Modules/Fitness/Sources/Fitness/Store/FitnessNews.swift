public import Kernel
public import Work

/// What happened in Fitness and others are told of: an event, and what people are notified of. Each
/// area has its news as static functions in a file of its own.
public struct FitnessNews: Sendable {
  /// A notification, and who is told.
  public typealias Told = (user: UserID, notification: Notification)

  /// The event; nil for news of which only notifications tell.
  public let event: Event?
  /// Who is notified of what.
  public let notifications: [Told]

  /// Puts news together.
  public init(event: Event? = nil, notifications: [Told] = []) {
    self.event = event
    self.notifications = notifications
  }
}

extension FitnessTransaction {
  /// Tells what happened, in the unit of work in which it did.
  /// - Throws: what publishing throws, or the store's error.
  public func tell(_ news: FitnessNews) throws {
    if let event = news.event { try work.publish(event) }
    for told in news.notifications { try work.notify(told.notification, told.user) }
    note(news)
  }
}

/// Hears of what Fitness's units of work come to, to count it. It changes nothing.
public protocol FitnessWatcher: Sendable {
  /// What was told in a unit of work that is committed.
  func committed(_ news: [FitnessNews])
}
