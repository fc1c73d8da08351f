import Kernel

/// A zone by a rule that one can write down: minutes east of Greenwich, and in Europe an hour more
/// from the last Sunday of March to that of October.
enum ModelZone: String, Hashable, Sendable, CaseIterable {
  case lagos = "Africa/Lagos"
  case kolkata = "Asia/Kolkata"
  case berlin = "Europe/Berlin"

  private var standard: Int64 {
    switch self {
    case .lagos, .berlin: 60
    case .kolkata: 330
    }
  }

  /// So many minutes after midnight, by the clock on the wall. None of those that are asked for is
  /// skipped or repeated.
  func instant(_ date: CivilDate, minutes: Int64) -> Instant {
    let isSummer =
      self == .berlin
      && (date, minutes) >= (Self.lastSunday(of: 3, date.year), 180)
      && (date, minutes) < (Self.lastSunday(of: 10, date.year), 120)
    let offset = standard + (isSummer ? 60 : 0)
    return Instant(
      milliseconds: (Int64(date.daysSinceEpoch) * 1_440 + minutes - offset) * 60_000)
  }

  func date(at instant: Instant) -> CivilDate {
    // Whichever day has begun last.
    let guess = CivilDate(daysSinceEpoch: Int(instant.milliseconds / 86_400_000) + 2)
    var date = guess
    while self.instant(date, minutes: 0) > instant { date = date.adding(days: -1) }
    return date
  }

  private static func lastSunday(of month: Int, _ year: Int) -> CivilDate {
    var day = CivilDate(daysSinceEpoch: 0)
    if let last = CivilDate(year: year, month: month, day: 31) { day = last }
    // 1 January 1970 was a Thursday.
    return day.adding(days: -((day.daysSinceEpoch + 4) % 7))
  }
}

/// What the members of a circle have agreed on.
struct Deal: Hashable, Sendable {
  enum Frequency: String, Sendable, CaseIterable { case weekly, biweekly, monthly }
  enum Order: String, Sendable, CaseIterable { case fixed, random, host_order }
  enum Policy: String, Sendable, CaseIterable { case wait, short_pay, host_cover }
  enum FeePolicy: String, Sendable, CaseIterable { case pot, house }

  let amount: Int64
  let lateFee: Int64
  let frequency: Frequency
  var start: CivilDate
  let zone: ModelZone
  let size: Int
  let order: Order
  let policy: Policy
  let fees: FeePolicy
  let grace: Int

  /// The due day of a cycle, from 1: of months that are too short it is the last.
  func dueDay(_ cycle: Int) -> CivilDate {
    switch frequency {
    case .weekly: return start.adding(days: (cycle - 1) * 7)
    case .biweekly: return start.adding(days: (cycle - 1) * 14)
    case .monthly:
      let month = start.year * 12 + start.month - 1 + cycle - 1
      for day in stride(from: start.day, to: 27, by: -1) {
        if let found = CivilDate(year: month / 12, month: month % 12 + 1, day: day) {
          return found
        }
      }
      return CivilDate(year: month / 12, month: month % 12 + 1, day: start.day) ?? start
    }
  }

  /// When a cycle is due, and may be paid out.
  func end(of cycle: Int) -> Instant { zone.instant(dueDay(cycle).adding(days: 1), minutes: 0) }

  /// From when on a contribution costs the fee.
  func graceEnd(of cycle: Int) -> Instant {
    zone.instant(dueDay(cycle).adding(days: 1 + grace), minutes: 0)
  }

  /// From when on somebody who has not paid is late.
  func lateMoment(of cycle: Int) -> Instant {
    zone.instant(dueDay(cycle).adding(days: 1 + grace), minutes: 10)
  }

  /// When mandates are collected.
  func mandateMoments(of cycle: Int) -> [Instant] {
    [5, 720, 1_200].map { zone.instant(dueDay(cycle), minutes: $0) }
  }

  /// Whenever something may be due for a cycle.
  func moments(of cycle: Int) -> [Instant] {
    mandateMoments(of: cycle)
      + [zone.instant(dueDay(cycle).adding(days: 1), minutes: 10), lateMoment(of: cycle)]
  }
}
