import Kernel

/// Records of one upload, as they are taken one after the other: what is in force, and what is to
/// be written. The order in which records come makes no difference to what counts in the end.
struct UploadBook {
  /// Records that are new, in order.
  private(set) var inserted: [StepRecord.ID: StepRecord] = [:]
  /// Records that were there and that others have taken the place of.
  private(set) var replaced: [StepRecord] = []
  /// The dates whose records changed.
  private(set) var changedDates: Set<CivilDate> = []
  /// The dates that were uploaded.
  private(set) var dates: Set<CivilDate> = []

  /// The dates all of whose current records are known.
  let knownDates: Set<CivilDate>

  private let profile: FitnessProfile
  private let terms: FitnessTerms
  private let now: Instant
  private let found: UploadSurroundings
  private var current = CurrentRecords()
  private var days: [CivilDate: Int]

  init(
    _ profile: FitnessProfile, _ found: UploadSurroundings, on knownDates: Set<CivilDate>,
    by terms: FitnessTerms, at now: Instant
  ) {
    self.profile = profile
    self.knownDates = knownDates
    self.found = found
    self.terms = terms
    self.now = now
    days = Dictionary(
      found.days.map { ($0.date, $0.counted) }, uniquingKeysWith: { first, _ in first })
    for record in found.records { current.add(record) }
  }

  /// The new records, the oldest first.
  var newRecords: [StepRecord] { inserted.values.sorted { $0.id < $1.id } }

  /// The current records of known dates, and what was written of the dates before.
  func settled(on dates: Set<CivilDate>) -> SettledDates {
    SettledDates(
      records: Dictionary(uniqueKeysWithValues: dates.map { ($0, current.records(on: $0)) }),
      days: Dictionary(
        found.days.filter { dates.contains($0.date) }.map { ($0.date, $0) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// Takes a record, unless a rule refuses it.
  mutating func take(_ upload: StepUpload, as id: StepRecord.ID) throws(StepRefusal)
    -> UploadResult
  {
    var record = upload.record(id, of: profile.userID, in: profile.zone, at: now)
    try requireInTime(record)
    let versions = current.versions(of: record)
    let newest = versions.max { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    if let newest {
      guard record.version >= newest.version else { throw .staleVersion }
      if record.saysTheSame(as: newest) {
        dates.insert(newest.date)
        return UploadResult(status: .unchanged, record: newest)
      }
    }
    guard record.steps == 0 || !current.overlapsItsReporter(record) else { throw .overlaps }
    record.flags = flags(of: record)
    let isPending =
      terms.bounds.wantReview(for: record.flags) || record.flags.contains(.lowTrust)
    record.verification = isPending ? .pending : .verified
    for old in versions where !isPending || old.verification != .verified {
      replace(old, by: record.id)
    }
    current.add(record)
    inserted[record.id] = record
    note(record.date)
    dates.insert(record.date)
    return UploadResult(status: newest == nil ? .recorded : .replaced, record: record)
  }

  private func requireInTime(_ record: StepRecord) throws(StepRefusal) {
    if record.reporter.isManual, !terms.features.contains(.manualEntry) { throw .manualDisabled }
    let today = record.zone.date(at: now)
    if record.date > today { throw .futureDate }
    if case .interval(let time) = record.span, time.upperBound > now.adding(seconds: 300) {
      throw .futureDate
    }
    if record.date < today.adding(days: -terms.lateUploadDays) { throw .tooOld }
  }

  private mutating func replace(_ old: StepRecord, by id: StepRecord.ID) {
    current.remove(old)
    note(old.date)
    var old = old
    old.supersededBy = id
    if inserted[old.id] != nil { inserted[old.id] = old } else { replaced.append(old) }
  }

  private mutating func note(_ date: CivilDate) {
    changedDates.insert(date)
    days[date] = nil
  }

  private mutating func flags(of record: StepRecord) -> [CheatRule] {
    let sum = current.sum(with: record)
    return CheatCheck(
      terms.bounds,
      CheatCheck.Surroundings(
        now: now, reporterSum: sum,
        // Few report so much that the dates before matter.
        countedBefore: sum > 20_000 ? countedBefore(record.date) : [],
        isDeviceOfAnother: record.reporter.deviceID.map(found.devicesOfOthers.contains) ?? false,
        otherDates: current.timesOfOtherDates(than: record),
        isTrustLow: profile.trust == .low)
    ).flags(of: record)
  }

  /// What counted on those of the 14 dates before on which anything did.
  private mutating func countedBefore(_ date: CivilDate) -> [Int] {
    (1...14).map { counted(date.adding(days: -$0)) }.filter { $0 > 0 }
  }

  private mutating func counted(_ date: CivilDate) -> Int {
    if let known = days[date] { return known }
    guard changedDates.contains(date) else { return 0 }
    let day = StepDay(
      userID: profile.userID, date: date, records: current.records(on: date),
      rate: terms.rate(date), manualSharePercent: terms.manualSharePercent, goal: 0)
    days[date] = day.counted
    return day.counted
  }
}
