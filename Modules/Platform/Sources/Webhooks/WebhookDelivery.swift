public import Events
public import Kernel

/// One event on its way to one webhook.
public struct WebhookDelivery: Hashable, Sendable {
  /// The id of a delivery.
  public typealias ID = Identifier<WebhookDelivery>

  /// How far it is.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It waits for its turn or for its next attempt.
    case pending
    /// The receiver took it.
    case succeeded
    /// It was given up.
    case failed
  }

  /// One attempt.
  public struct Attempt: Hashable, Sendable {
    /// When it began, by the machine's clock.
    public let at: Instant
    /// What was answered; nil if nothing was.
    public let status: Int?
    /// How long it took, in milliseconds.
    public let milliseconds: Int64
    /// Why it failed; nil if it succeeded.
    public let error: String?

    /// An attempt as it went.
    public init(at: Instant, status: Int?, milliseconds: Int64, error: String?) {
      self.at = at
      self.status = status
      self.milliseconds = milliseconds
      self.error = error
    }

    /// Whether the receiver took it.
    public var isSuccess: Bool { error == nil }
  }

  /// Its id.
  public let id: ID
  /// Whom it goes to.
  public let webhookID: Webhook.ID
  /// What it tells of.
  public let eventID: RelayedEvent.ID
  /// The event's type.
  public let eventType: String
  /// How far it is.
  public private(set) var state: State
  /// What was tried, the first in front; of many the last ones.
  public private(set) var attempts: [Attempt]
  /// How many attempts there were since it became pending.
  public private(set) var tries: Int
  /// When it is tried next, by the machine's clock; nil if it waits for an earlier event of its
  /// aggregate, and when it is over.
  public private(set) var nextAttemptAt: Instant?
  /// Until when whoever has begun an attempt has it, by the machine's clock; nil if nobody has.
  public private(set) var leasedUntil: Instant?

  /// Whether its time has come and there was no room for another attempt. Whoever ends one of the
  /// webhook's attempts calls it.
  public private(set) var isWaitingForRoom: Bool

  /// A delivery that is not tried yet and waits for its turn.
  public init(
    id: ID, webhookID: Webhook.ID, eventID: RelayedEvent.ID, eventType: String
  ) {
    self.init(
      id: id, webhookID: webhookID, eventID: eventID, eventType: eventType, state: .pending,
      attempts: [], tries: 0, nextAttemptAt: nil, leasedUntil: nil, isWaitingForRoom: false)
  }

  /// A delivery as a store keeps it.
  public init(
    id: ID, webhookID: Webhook.ID, eventID: RelayedEvent.ID, eventType: String, state: State,
    attempts: [Attempt], tries: Int, nextAttemptAt: Instant?, leasedUntil: Instant?,
    isWaitingForRoom: Bool
  ) {
    self.id = id
    self.webhookID = webhookID
    self.eventID = eventID
    self.eventType = eventType
    self.state = state
    self.attempts = attempts
    self.tries = tries
    self.nextAttemptAt = nextAttemptAt
    self.leasedUntil = leasedUntil
    self.isWaitingForRoom = isWaitingForRoom
  }

  /// How many attempts are kept.
  public static let mostAttempts = 50

  /// Whether somebody is at it.
  /// A lease that would last longer than any was taken before the clock was set back, and is over.
  public func isLeased(at now: Instant) -> Bool {
    guard let leasedUntil else { return false }
    return leasedUntil > now && !leasedUntil.isImplausible(asEndOf: WebhookSender.lease, at: now)
  }

  /// Whether its time has come. One that a clock which was ahead has told has.
  func isDue(_ next: Instant, at now: Instant) -> Bool {
    next <= now || (attempts.last?.at ?? next).isImplausible(asEndOf: 0, at: now)
  }

  /// Begins an attempt that is over by an instant, or counts for nothing.
  mutating func lease(until end: Instant) {
    leasedUntil = end
    isWaitingForRoom = false
  }

  /// Lets it wait until another attempt ends.
  mutating func waitForRoom() { isWaitingForRoom = true }

  /// Lets it wait for an earlier event.
  mutating func standInLine() {
    nextAttemptAt = nil
    isWaitingForRoom = false
  }

  /// Ends an attempt.
  /// - Parameter jitter: 0–255, by which the pause before the next one grows a little.
  mutating func end(_ attempt: Attempt, jitter: UInt8, at now: Instant) {
    attempts.append(attempt)
    if attempts.count > Self.mostAttempts { attempts.removeFirst() }
    tries += 1
    leasedUntil = nil
    if attempt.isSuccess {
      finish(.succeeded)
    } else if let pause = DeliverySchedule.milliseconds(after: tries, jitter: jitter) {
      nextAttemptAt = now.adding(milliseconds: pause)
    } else {
      finish(.failed)
    }
  }

  /// Has it tried again from the start. What was tried stays to be seen.
  mutating func begin() {
    state = .pending
    tries = 0
    nextAttemptAt = nil
    isWaitingForRoom = false
  }

  /// Takes it up again where it was given up, and has its time come where it waits.
  /// - Returns: whether there was anything to take up: a delivery that succeeded is over.
  public mutating func takeUp(at now: Instant) -> Bool {
    guard state != .succeeded else { return false }
    if state == .failed { begin() }
    nextAttemptAt = now
    return true
  }

  /// Gives it up: its webhook is told nothing more.
  mutating func giveUp() { finish(.failed) }

  private mutating func finish(_ state: State) {
    self.state = state
    nextAttemptAt = nil
    leasedUntil = nil
    isWaitingForRoom = false
  }
}

/// When a delivery that failed is tried again.
public enum DeliverySchedule {
  /// The pauses after the first attempt, the second one, and so on, in seconds, by the machine's
  /// clock: ten attempts within three days and a few hours.
  public static let pauses: [Int64] = [
    5, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600,
  ]

  /// The pause after so many attempts, in milliseconds; nil if there is no other.
  /// - Parameter jitter: 0–255, by which it is longer, by a twentieth at most: receivers that came
  ///   back are not asked for everything in one moment.
  public static func milliseconds(after tries: Int, jitter: UInt8) -> Int64? {
    guard pauses.indices.contains(tries - 1) else { return nil }
    let pause = pauses[tries - 1] * 1_000
    return pause + pause / 20 * Int64(jitter) / 255
  }

  /// The pause after an attempt that this server had no room for, in milliseconds: 1,000 to 2,000.
  /// - Parameter jitter: 0–255, by which it is longer.
  static func overloadMilliseconds(jitter: UInt8) -> Int64 { 1_000 + 1_000 * Int64(jitter) / 255 }

  /// The pause after an attempt that was not begun, since too many receivers fail, in milliseconds:
  /// 5,000 to 10,000.
  /// - Parameter jitter: 0–255, by which it is longer.
  static func putOffMilliseconds(jitter: UInt8) -> Int64 { 5_000 + 5_000 * Int64(jitter) / 255 }
}
