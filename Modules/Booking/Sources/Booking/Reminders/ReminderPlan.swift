public import Kernel

/// When the customer of a confirmed booking is reminded of it.
public struct ReminderPlan: Hashable, Sendable {
  /// How long before the start, in minutes, the longest first.
  public let minutes: [Int]

  /// A plan; the same time twice is one reminder.
  public init(minutes: [Int]) {
    self.minutes = Set(minutes.filter { $0 > 0 }).sorted(by: >)
  }

  /// A reminder of one booking.
  public struct Reminder: Hashable, Sendable {
    /// How long before the start, in minutes.
    public let minutes: Int
    /// When it is due.
    public let at: Instant
  }

  /// The reminders of a booking, the earliest first: those whose moment was not past when it was
  /// booked, or moved.
  public func reminders(start: Instant, booked: Instant) -> [Reminder] {
    minutes.map { Reminder(minutes: $0, at: Self.moment($0, before: start)) }
      .filter { $0.at >= booked }
  }

  /// Whether a reminder that was planned for a moment is still to be sent: the booking is confirmed
  /// and has not been moved away from that moment, and it has not begun.
  public func isDue(_ reminder: Reminder, of booking: Booking, at now: Instant) -> Bool {
    booking.standing(at: now).status == .confirmed && now < booking.start
      && Self.moment(reminder.minutes, before: booking.start) == reminder.at
  }

  private static func moment(_ minutes: Int, before start: Instant) -> Instant {
    start.adding(seconds: Int64(-minutes) * 60)
  }
}

extension ReminderPlan.Reminder {
  /// A reminder as a job has kept it.
  public init(minutes: Int, kept at: Instant) {
    self.minutes = minutes
    self.at = at
  }
}
