public import Kernel
public import Ports
import Work

extension ReminderService {
  /// Reminds the members of a circle once more, as an administrator wants it, of what is late and
  /// of what is due within three days; the act is audited in the same transaction.
  /// - Parameter reason: in the administrator's words.
  /// - Returns: of how many contributions members were reminded.
  /// - Throws: `CircleRefusal.notFound`, `Replay`, or the store's error.
  public func resend(
    _ id: Circle.ID, by actor: Actor, reason: String, once: Once<Int> = .unkeyed
  ) async throws -> Int {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      guard let circle = try transaction.lockCircle(id) else { throw CircleRefusal.notFound }
      var count = 0
      for reminder in try transaction.reminders(of: circle, at: now).reminders {
        guard let notification = circle.notification(again: reminder) else { continue }
        try transaction.work.notify(notification, reminder.contribution.userID)
        count += 1
      }
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.circle.resend", target: "circle:\(id)",
          before: circle.audited(),
          after: AuditText([("reminded", "\(count)"), ("reason", reason)]).text, at: now))
      return count
    }
  }
}

extension Circle {
  /// Reminds a member of what is late or due soon; nil where it is neither.
  fileprivate func notification(again reminder: CircleReminder) -> Notification? {
    let due = reminder.contribution
    if due.state != .pending { return notification(ofLate: reminder) }
    let days = reminder.today.days(until: due.dueDate)
    return (0...CircleActions.daysBefore).contains(days) ? notification(ofDue: reminder) : nil
  }
}
