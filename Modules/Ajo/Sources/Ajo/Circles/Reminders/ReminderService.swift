public import Kernel
public import Work

/// Reminds members of contributions that are due in three days, and in one, and every three days of
/// those that are late, also after the circle's end. That one has become late is told at once
/// (`CircleBook`).
///
/// A circle knows when its members are reminded next, and that moves on in the unit of work that
/// notifies them: each is reminded once, however often a job is begun. What should have been told
/// while no server ran is told once, as it is by now.
public struct ReminderService: Sendable {
  let store: any CircleStore
  let clock: any WallClock

  /// - Parameter clock: business time.
  public init(store: any CircleStore, clock: any WallClock) {
    self.store = store
    self.clock = clock
  }

  /// Reminds the members of circles whose time has come, circle by circle. Where there are many,
  /// jobs of their own do it side by side.
  /// - Parameters:
  ///   - job: says which circles.
  ///   - size: how many circles one job takes, at most; at least 1.
  /// - Throws: the first error of a circle, once all were looked at, or the store's error.
  public func run(_ job: RemindMembers = RemindMembers(), size: Int = 250) async throws {
    let now = clock.now()
    if let part = job.part {
      return try await remind(
        try await store.circlesToRemind(
          by: now, after: part.after, through: part.through, limit: .max), at: now)
    }
    let circles = try await store.circlesToRemind(
      by: now, after: nil, through: nil, limit: size + 1)
    if circles.count > size {
      try await split(by: now, size: size)
    } else {
      try await remind(circles, at: now)
    }
  }

  /// Enqueues jobs for all circles whose time has come.
  private func split(by now: Instant, size: Int) async throws {
    var jobs: [RemindMembers] = []
    var after: Circle.ID?
    while true {
      let circles = try await store.circlesToRemind(
        by: now, after: after, through: nil, limit: size)
      guard let last = circles.last else { break }
      jobs.append(RemindMembers(after: after, through: last))
      after = last
    }
    try await store.atomically(.unkeyed) { [jobs] transaction in
      for job in jobs {
        try transaction.work.enqueue(job, at: now, unique: .byArguments)
      }
    }
  }

  private func remind(_ circles: [Circle.ID], at now: Instant) async throws {
    var failure: (any Error)?
    for circle in circles {
      try Task.checkCancellation()
      do {
        try await remind(circle, at: now)
      } catch {
        // One circle's trouble is not another's.
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private func remind(_ id: Circle.ID, at now: Instant) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard let circle = try transaction.lockCircle(id), circle.state != .forming else { return }
      let planned = try transaction.nextReminder(of: id)
      // Of one that has ended without it being worked out there is nothing to tell.
      guard planned.map({ $0 <= now }) ?? (circle.state == .active) else { return }
      let (reminders, cycles) = try transaction.reminders(of: circle, at: now)
      let calendar = try CircleCalendar(of: circle.terms)
      for reminder in reminders {
        guard let planned,
          let last = calendar.lastReminder(of: reminder.contribution.dueDate, by: now),
          last.at >= planned
        else { continue }
        try transaction.remind(reminder, last.kind, in: circle)
      }
      let open = reminders.map(\.contribution)
      try transaction.planReminders(of: circle, cycles, open: open, at: now)
    }
  }
}

/// Reminds members of circles. It may run more than once.
public struct RemindMembers: Job {
  /// `ajo.reminders`.
  public static let kind = "ajo.reminders"
  private let moment: Int64?
  private let after: Circle.ID?
  private let through: Circle.ID?

  /// Asks for the members of all circles to be reminded whose time has come.
  /// - Parameter moment: for which the job is enqueued; another one has another.
  public init(at moment: Instant? = nil) {
    self.moment = moment?.milliseconds
    after = nil
    through = nil
  }

  /// The same for the circles with ids after one, and up to another.
  init(after: Circle.ID?, through: Circle.ID) {
    moment = nil
    self.after = after
    self.through = through
  }

  /// The part of the circles; nil for all.
  var part: (after: Circle.ID?, through: Circle.ID)? {
    through.map { (after, $0) }
  }
}

/// A contribution that a member is reminded of.
struct CircleReminder {
  let contribution: Contribution
  /// What it costs now.
  let charge: ContributionCharge
  let recipient: UserID
  let today: CivilDate
  let hasMandate: Bool
}

extension CircleTransaction {
  /// What the members of a locked circle owe that is late, or due within four days, and its cycles.
  func reminders(
    of circle: Circle, at now: Instant
  ) throws -> (reminders: [CircleReminder], cycles: [CircleCycle]) {
    let calendar = try CircleCalendar(of: circle.terms)
    let cycles = try parts(of: circle.id, contributionsTo: 1...1).cycles
    let mandated = Set(try members(of: circle.id).filter(\.mandate).map(\.userID))
    let today = calendar.date(at: now)
    let open = try openContributions(to: circle.id, dueBy: today.adding(days: 4))
    let reminders = open.compactMap { contribution -> CircleReminder? in
      // Nobody owes themself.
      guard let cycle = cycles.first(where: { $0.number == contribution.cycle }),
        let charge = try? ContributionCharge(
          for: contribution, in: circle, recipient: cycle.recipientID,
          lateMoment: calendar.graceEnd(of: contribution.dueDate), at: now)
      else { return nil }
      return CircleReminder(
        contribution: contribution, charge: charge, recipient: cycle.recipientID, today: today,
        hasMandate: mandated.contains(contribution.userID))
    }
    return (reminders, cycles)
  }

  /// Works out when the members of a circle are reminded next, and has it done then.
  /// - Parameter open: contributions to cycles that were paid out and that are owed still.
  func planReminders(
    of circle: Circle, _ cycles: [CircleCycle], open: [Contribution] = [], at now: Instant
  ) throws {
    let calendar = try CircleCalendar(of: circle.terms)
    let current = circle.state == .active ? circle.currentCycle ?? 1 : .max
    let days = Set(
      cycles.filter { $0.number >= current }.map(\.dueDate) + open.map(\.dueDate))
    let next = days.map { calendar.nextReminder(of: $0, after: now) }.min()
    try setNextReminder(next, of: circle.id)
    guard let next else { return }
    // A job that is about to run may not see this circle any more: then another one does.
    let isNear = next.milliseconds(since: now) < 60_000
    try work.enqueue(
      RemindMembers(at: next), at: next,
      unique: isNear ? nil : .named("\(next.milliseconds)"))
  }

  fileprivate func remind(
    _ reminder: CircleReminder, _ kind: CircleCalendar.Reminder, in circle: Circle
  ) throws {
    let contribution = reminder.contribution
    switch (kind, contribution.state) {
    case (.due, .pending) where reminder.today <= contribution.dueDate:
      try work.publish(circle.event(ofDue: contribution))
      try work.notify(circle.notification(ofDue: reminder), contribution.userID)
    case (.late, .late), (.late, .covered), (.late, .excused):
      try work.notify(circle.notification(ofLate: reminder), contribution.userID)
    default: return
    }
  }
}
