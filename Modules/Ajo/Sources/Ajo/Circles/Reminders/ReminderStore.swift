public import Kernel

/// Where it is kept when the members of a circle are reminded next.
public protocol ReminderStore: Sendable {
  /// Up to `limit` circles with ids after `id`, and up to `last`, whose members are to be reminded
  /// by `now`, or which are under way and of which it was not worked out yet, in the order of their
  /// ids.
  func circlesToRemind(
    by now: Instant, after id: Circle.ID?, through last: Circle.ID?, limit: Int
  ) async throws -> [Circle.ID]
}

/// When the members of a locked circle are reminded, within a unit of work.
public protocol ReminderRows {
  /// When the members of a circle are to be reminded next; nil where it was not worked out yet.
  func nextReminder(of circle: Circle.ID) throws -> Instant?

  /// Keeps when the members of a circle are to be reminded next; nil for never again.
  func setNextReminder(_ moment: Instant?, of circle: Circle.ID) throws

  /// The contributions to a circle that are not paid and due by a day, by cycle and member.
  func openContributions(to circle: Circle.ID, dueBy day: CivilDate) throws -> [Contribution]
}
