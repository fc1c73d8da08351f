public import Events
import Kernel
public import Work

/// The events of reminders, for the catalogue. Their types and the members of their data never
/// change.
public let reminderEvents = [
  EventDeclaration(
    "ajo.contribution.due",
    """
    A contribution is due in three days, or in one, and not paid. The data has the contribution.
    """)
]

/// What members are reminded of.
public let reminderNotifications = [
  NotificationEvent("ajo.contribution.due", "A contribution of yours is due soon")
]

extension Circle {
  /// Reminds a member of what is due soon.
  func notification(ofDue reminder: CircleReminder) -> Notification {
    let due = reminder.contribution
    let when =
      switch reminder.today.days(until: due.dueDate) {
      case ...0: "today"
      case 1: "tomorrow"
      case let days: "in \(days) days"
      }
    let turn = reminder.recipient == due.userID ? " This time the pot is yours." : ""
    let mandate =
      reminder.hasMandate ? " Your mandate pays it: keep the money in your wallet." : ""
    return note(
      "ajo.contribution.due", "\(due.amount.spoken) for \(name) is due \(when)",
      "Cycle \(due.cycle) of \(cycles) is due on \(due.dueDate.spoken).\(turn)\(mandate)",
      kind: .actionRequired)
  }

  /// Reminds a member of what is late: what they owe by now, and to whom.
  func notification(ofLate reminder: CircleReminder) -> Notification {
    let (late, charge) = (reminder.contribution, reminder.charge)
    let fee =
      charge.fee > 0
      ? " The late fee of \(Money(minorUnits: charge.fee, unit: unit).spoken) comes with it." : ""
    let payee =
      switch (charge.toHost > 0, late.state) {
      case (true, _): " The host covered it, and is owed it."
      case (false, .excused) where state != .active || late.cycle < currentCycle ?? .max:
        " The pot was paid out without it: its recipient is owed it."
      default: ""
      }
    return note(
      "ajo.contribution.late",
      late.state == .late
        ? "\(name) still waits for your contribution" : "You still owe a contribution to \(name)",
      "\(charge.withoutFee.spoken) was due on \(late.dueDate.spoken).\(payee)\(fee)",
      kind: .actionRequired, priority: .high)
  }
}
