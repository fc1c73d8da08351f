public import Kernel

/// Somebody who waits for a slot.
public struct WaitingCustomer: Hashable, Sendable {
  /// Who.
  public let userID: UserID
  /// The dates on which they would come, in the service's zone. Inclusive.
  public let dates: ClosedRange<CivilDate>
  /// How many seats they need.
  public let seats: Int
  /// Since when they wait.
  public let since: Instant

  /// Somebody who waits.
  public init(userID: UserID, dates: ClosedRange<CivilDate>, seats: Int, since: Instant) {
    self.userID = userID
    self.dates = dates
    self.seats = seats
    self.since = since
  }

  /// Whether a slot that came free is one they wait for.
  public func wants(_ slot: Slot, in zone: TimeZoneRules) -> Bool {
    dates.contains(zone.date(at: slot.time.lowerBound)) && seats <= slot.seatsLeft
  }
}

/// Whose turn it is to hear of a slot that came free: one after another, the longest waiting first.
public struct WaitlistTurn: Sendable {
  /// How much later each hears of it than the one before, in seconds: 15 min.
  public static let pace: Int64 = 900

  private let queue: [WaitingCustomer]

  /// Those who wait for a slot.
  public init(_ waiting: [WaitingCustomer], for slot: Slot, in zone: TimeZoneRules) {
    queue = waiting.filter { $0.wants(slot, in: zone) }
      .sorted { ($0.since, $0.userID) < ($1.since, $1.userID) }
  }

  /// Who hears of it next, once some have; nil when all have.
  public func next(told: Set<UserID>) -> UserID? {
    queue.first { !told.contains($0.userID) }?.userID
  }

  /// When the one after somebody hears of it, if it is still free.
  public static func turn(after told: Instant) -> Instant { told.adding(seconds: pace) }
}
