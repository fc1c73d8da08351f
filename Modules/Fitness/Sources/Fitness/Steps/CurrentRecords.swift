import Kernel

/// The current records of somebody's dates, as an upload looks them up.
struct CurrentRecords {
  private var byDate: [CivilDate: [Timed]] = [:]
  private var byIdentity: [StepRecord.Identity: [StepRecord]] = [:]

  /// A record with the time that it covers, which takes some counting.
  private struct Timed {
    let record: StepRecord
    let identity: StepRecord.Identity
    let time: Range<Instant>
  }

  /// Adds a record.
  mutating func add(_ record: StepRecord) {
    let timed = Timed(record: record, identity: record.identity, time: record.time)
    byDate[record.date, default: []].append(timed)
    byIdentity[timed.identity, default: []].append(record)
  }

  /// Removes a record that is not current any more.
  mutating func remove(_ record: StepRecord) {
    byDate[record.date]?.removeAll { $0.record.id == record.id }
    byIdentity[record.identity]?.removeAll { $0.id == record.id }
  }

  /// The current records of a date.
  func records(on date: CivilDate) -> [StepRecord] { byDate[date]?.map(\.record) ?? [] }

  /// The current uploads of the record that one is an upload of: the one in force, and the one that
  /// waits or was turned down.
  func versions(of record: StepRecord) -> [StepRecord] { byIdentity[record.identity] ?? [] }

  /// Whether an interval overlaps another one of its reporter. What was taken back does not count.
  func overlapsItsReporter(_ record: StepRecord) -> Bool {
    guard case .interval(let time) = record.span else { return false }
    let identity = record.identity
    return near(record.date).contains { other in
      other.record.steps > 0 && !other.record.isDayTotal
        && other.record.reporter == record.reporter && other.time.overlaps(time)
        && other.identity != identity
    }
  }

  /// What a record's reporter tells of its date, the record included.
  func sum(with record: StepRecord) -> Int {
    let identity = record.identity
    let others = (byDate[record.date] ?? []).filter { other in
      other.record.reporter == record.reporter && other.record.verification != .rejected
        && other.identity != identity
    }
    return DayMerge.told(others.map(\.record) + [record]).reduce(0) { $0 + $1.steps }
  }

  /// When verified measured records of other dates were walked, as far as it is the time of a
  /// record, too.
  func timesOfOtherDates(than record: StepRecord) -> [Range<Instant>] {
    guard !record.reporter.isManual else { return [] }
    let (time, identity) = (record.time, record.identity)
    return near(record.date).filter { other in
      other.record.date != record.date && other.record.verification == .verified
        && !other.record.reporter.isManual && other.record.steps > 0
        && other.identity != identity && other.time.overlaps(time)
    }.map(\.time)
  }

  /// A record is of 25 hours at most, and clocks are 26 hours apart at most.
  private func near(_ date: CivilDate) -> [Timed] {
    (-2...2).flatMap { byDate[date.adding(days: $0)] ?? [] }
  }
}
