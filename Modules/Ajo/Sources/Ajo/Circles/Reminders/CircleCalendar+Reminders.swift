import Kernel

// When members are reminded, by the clock on the wall of their circle's zone.
extension CircleCalendar {
  /// What a member is reminded of.
  enum Reminder: Sendable, Hashable {
    /// What is to be paid soon.
    case due
    /// What is late.
    case late
  }

  /// The time of day, in seconds since midnight: nine in the morning.
  private static let morning = 9 * 3_600
  /// How many days before the due day.
  private static let daysBefore = [3, 1]
  /// Every how many days after a contribution became late.
  private static let lateEvery = 3

  /// The last reminder by an instant for what is due on a day; nil before the first one.
  func lastReminder(of due: CivilDate, by now: Instant) -> (kind: Reminder, at: Instant)? {
    let late = lateReminder(of: due, number: max(1, lateReminders(of: due, by: now)))
    if late <= now { return (.late, late) }
    let soon = soonReminders(of: due).last { $0 <= now }
    return soon.map { (.due, $0) }
  }

  /// The first reminder after an instant for what is due on a day.
  func nextReminder(of due: CivilDate, after now: Instant) -> Instant {
    if let soon = soonReminders(of: due).first(where: { $0 > now }) { return soon }
    return lateReminder(of: due, number: lateReminders(of: due, by: now) + 1)
  }

  private func soonReminders(of due: CivilDate) -> [Instant] {
    Self.daysBefore.map { zone.instant(on: due.adding(days: -$0), at: Self.morning) }
  }

  /// How many reminders of being late there were by an instant.
  private func lateReminders(of due: CivilDate, by now: Instant) -> Int {
    let days = due.adding(days: 1 + graceDays).days(until: date(at: now))
    let number = max(0, days / Self.lateEvery)
    // On the day itself, it may be too early in the morning.
    return number > 0 && lateReminder(of: due, number: number) > now ? number - 1 : number
  }

  private func lateReminder(of due: CivilDate, number: Int) -> Instant {
    zone.instant(
      on: due.adding(days: 1 + graceDays + Self.lateEvery * number), at: Self.morning)
  }
}
